"""Expected rules: how long a case is kept, for those who lead a unit that has it."""

from tests.support.cases.expected.conflicts import WATCH
from tests.support.cases.expected.roles import FORBIDDEN, NOT_NOW

HOLD_STATES = tuple((side, how) for side in ("POLICE", "CPS") for how in ("live", "ended"))
HOLD = {"end_legal_hold": (WATCH, {state for state in HOLD_STATES if "live" in state})}
DESTRUCTION_STATES = tuple(
    (side, how) for side in ("POLICE", "CPS") for how in ("waiting", "myself", "settled")
)
DESTRUCTION = {
    "approve_destruction": (WATCH, set(DESTRUCTION_STATES)),
    "refuse_destruction": (WATCH, set(DESTRUCTION_STATES)),
    "withdraw_destruction": (WATCH, set(DESTRUCTION_STATES)),
}

TABLES = {
    "LegalHold": (HOLD, HOLD_STATES),
    "Destruction": (DESTRUCTION, DESTRUCTION_STATES),
}


def exception(model, verb, state, who):
    """
    A side ends its own holds. The other side settles what one side proposed, nobody their own, and
    nobody withdraws what another proposed.
    """
    side, how = state
    if not who.holds & WATCH:
        return None
    if model == "LegalHold":
        return FORBIDDEN if who.side != side else None
    if verb == "withdraw_destruction":
        return None if how == "myself" else FORBIDDEN
    if how == "myself" or who.side == side:
        return FORBIDDEN
    return {"settled": NOT_NOW, "waiting": None}[how]
