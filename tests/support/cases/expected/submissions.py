"""Expected rules: submissions, open to every reader of the case."""

from tests.support.cases.expected.roles import READERS

SUBMISSION_STATES = ("",)
VERBS = (
    "see_submission", "see_changes", "see_mg3", "download_mg3", "see_mg3a", "download_mg3a",
)  # fmt: skip
SUBMISSION = {verb: (READERS, {""}) for verb in VERBS}

TABLES = {"Submission": (SUBMISSION, SUBMISSION_STATES)}
