"""Expected rules: restrictions, and what opens them further."""

from tests.support.cases.expected.conflicts import WATCH
from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, LAWYERS, NOT_NOW

RESTRICTION_STATES = ("live", "lifted")
RESTRICTION = {
    "propose_allowing": (WATCH, {"live"}),
    "end_allowance": (WATCH, {"live"}),
    "propose_lifting": (WATCH, {"live"}),
}
APPROVERS = WATCH | LAWYERS | {"officer_in_case"}
CHANGE_STATES = tuple(
    (side, how) for side in ("POLICE", "CPS") for how in ("waiting", "myself", "settled")
)
CHANGE = {
    "approve_restriction_change": (APPROVERS, set(CHANGE_STATES)),
    "refuse_restriction_change": (APPROVERS, set(CHANGE_STATES)),
    "withdraw_restriction_change": (WATCH, set(CHANGE_STATES)),
}

REQUEST_STATES = tuple((side, how) for side in ("POLICE", "CPS") for how in ("waiting", "closed"))
REQUEST = {
    "decline_access_request": (WATCH, {state for state in REQUEST_STATES if "waiting" in state})
}

TABLES = {
    "AccessRequest": (REQUEST, REQUEST_STATES),
    "Restriction": (RESTRICTION, RESTRICTION_STATES),
    "RestrictionChange": (CHANGE, CHANGE_STATES),
}


def exception(model, verb, state, who):
    """Hidden from the other side; nobody settles what is their own, nobody else withdraws it."""
    if model == "Restriction":
        return None
    side, how = state
    if who.side != side:
        return HIDDEN
    if model == "AccessRequest":
        return None
    if not who.holds & CHANGE[verb][0]:
        return None
    if verb == "withdraw_restriction_change":
        return None if how == "myself" else FORBIDDEN
    return {"myself": FORBIDDEN, "settled": NOT_NOW, "waiting": None}[how]
