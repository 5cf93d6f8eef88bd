"""What may be done about a submission: it was sent, so whoever reads the case may read it."""

from tests.support.cases.expected.roles import READERS

SUBMISSION_STATES = ("",)
SUBMISSION = {"see_submission": (READERS, {""}), "see_changes": (READERS, {""})}

TABLES = {"Submission": (SUBMISSION, SUBMISSION_STATES)}
