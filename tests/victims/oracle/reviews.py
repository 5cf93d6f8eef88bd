"""What may be done when a victim asks for a decision to be reviewed, by whom."""

from tests.cases.oracle.roles import FORBIDDEN
from tests.victims.oracle.records import READERS

__all__ = ["READERS", "TABLES"]

# (how far it has come, whose decision it is)
STATES = tuple(
    (status, side)
    for status in (
        "ASKED", "WITHDRAWN", "ACKNOWLEDGED", "WITH_REVIEWER", "DECIDED", "TOLD", "NOT_ELIGIBLE",
    )
    for side in ("POLICE", "CPS")
)  # fmt: skip
HEARS = {
    "contact_victims", "liaise_with_victims", "officer_in_case", "refer_cases", "supervise_cases",
    "allocate_cases",
}  # fmt: skip
ANSWERS = {
    "contact_victims", "liaise_with_victims", "supervise_cases", "inspect_cases", "allocate_cases",
}  # fmt: skip

RIGHT = {
    "acknowledge_review_request": (ANSWERS, {"ASKED"}),
    "withdraw_review_request": (HEARS, {"ASKED", "ACKNOWLEDGED", "WITH_REVIEWER"}),
}
BOTH_SIDES = {"withdraw_review_request"}

TABLES = {"RightToReview": (RIGHT, STATES)}


def stage(state):
    return state[0]


def exception(model, verb, state, who):
    """The side whose decision it is answers, and either hears that she no longer asks."""
    return None if verb in BOTH_SIDES or who.side == state[1] else FORBIDDEN
