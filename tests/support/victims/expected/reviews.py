"""Expected rules: VRR requests."""

from tests.support.cases.expected.roles import FORBIDDEN
from tests.support.victims.expected.records import READERS

__all__ = ["READERS", "TABLES"]

# (status, whose decision it is, what else matters)
STATES = (
    *(
        (status, side, "")
        for status in (
            "ASKED", "WITHDRAWN", "ACKNOWLEDGED", "WITH_REVIEWER", "DECIDED", "TOLD",
            "NOT_ELIGIBLE",
        )
        for side in ("POLICE", "CPS")
    ),
    *(
        ("WITH_REVIEWER", side, mine)
        for side in ("POLICE", "CPS")
        for mine in ("I review", "I review what I decided", "I review as the officer")
    ),
    ("DECIDED", "CPS", "I review"),
)  # fmt: skip
HEARS = {
    "contact_victims", "liaise_with_victims", "officer_in_case", "refer_cases", "supervise_cases",
    "allocate_cases",
}  # fmt: skip
ANSWERS = {
    "contact_victims", "liaise_with_victims", "supervise_cases", "inspect_cases", "allocate_cases",
}  # fmt: skip
LEADS = {"supervise_cases", "allocate_cases"}
REVIEWS = {
    "POLICE": {"inspect_cases", "allowed_on_case"},
    "CPS": {"prosecute_cases", "allocate_cases", "allowed_on_case"},
}

RIGHT = {
    "acknowledge_review_request": (ANSWERS, {"ASKED"}),
    "name_reviewer": (LEADS, {"ACKNOWLEDGED", "WITH_REVIEWER"}),
    "decide_review": (REVIEWS["POLICE"] | REVIEWS["CPS"], {"WITH_REVIEWER"}),
    "tell_review_outcome": (ANSWERS, {"DECIDED"}),
    "withdraw_review_request": (HEARS, {"ASKED", "ACKNOWLEDGED", "WITH_REVIEWER"}),
}
BOTH_SIDES = {"withdraw_review_request"}

TABLES = {"RightToReview": (RIGHT, STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[0]


def exception(model, verb, state, who):
    """The side whose decision it is answers; either side records that the victim withdraws.

    Only the reviewer named reviews: not a decision of their own, nor, for the police, as the
    officer in the case.
    """
    _status, side, mine = state
    if verb not in BOTH_SIDES and who.side != side:
        return FORBIDDEN
    if verb == "decide_review":
        may = mine == "I review" or (mine == "I review as the officer" and side == "CPS")
        return None if may and who.holds & REVIEWS[side] else FORBIDDEN
    return None
