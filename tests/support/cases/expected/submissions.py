"""Expected rules: submissions, open to every reader of the case."""

from tests.support.cases.expected.roles import READERS

SUBMISSION_STATES = ("",)
SUBMISSION = {"see_submission": (READERS, {""}), "see_changes": (READERS, {""})}

TABLES = {"Submission": (SUBMISSION, SUBMISSION_STATES)}
