"""Expected rules: failures of a file."""

from tests.support.cases.expected.roles import FORBIDDEN, MANAGERS, TEAM

# (status, whether the dispute window is open, who assessed the file)
FAILURE_STATES = tuple(
    (status, window, assessor)
    for status in ("REPORTED", "NOT_DISPUTED", "DISPUTED", "SUCCESSFUL", "UNSUCCESSFUL")
    for window in ("open", "closed")
    for assessor in ("somebody", "myself")
)
FAILURE = {
    "accept_failure": (TEAM, {("REPORTED", "open")}),
    "dispute_failure": (TEAM, {("REPORTED", "open")}),
    "decide_dispute": (MANAGERS, {("DISPUTED", "open")}),  # never the assessor
}

TABLES = {"FileFailure": (FAILURE, FAILURE_STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[:2]


def exception(model, verb, state, who):
    """The assessor does not decide a dispute about their own assessment."""
    mine = verb == "decide_dispute" and state[2] == "myself"
    return FORBIDDEN if mine else None
