"""Expected rules: conflicts of interest, for managers of the side that recorded them."""

from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, NOT_NOW

WATCH = {"supervise_cases", "inspect_cases", "allocate_cases"}
CONFLICT_STATES = tuple(
    (side, how) for side in ("POLICE", "CPS") for how in ("open", "lifted", "of mine")
)
CONFLICT = {"lift_conflict": (WATCH, set(CONFLICT_STATES))}

TABLES = {"Conflict": (CONFLICT, CONFLICT_STATES)}


def exception(model, verb, state, who):
    """Hidden from the other side; no person lifts a conflict about an account of their own."""
    side, how = state
    if who.side != side:
        return HIDDEN
    if how == "of mine":
        return FORBIDDEN
    return NOT_NOW if how == "lifted" and who.holds & WATCH else None
