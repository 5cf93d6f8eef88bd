"""Expected rules: conflicts of interest, for managers of the side that recorded them."""

from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, NOT_NOW

WATCH = {"supervise_cases", "inspect_cases", "allocate_cases"}
CONFLICT_STATES = tuple(
    (side, how) for side in ("POLICE", "CPS") for how in ("open", "lifted", "of mine")
)
CONFLICT = {"propose_lifting_conflict": (WATCH, set(CONFLICT_STATES))}
LIFTING_STATES = tuple(
    (side, how) for side in ("POLICE", "CPS") for how in ("waiting", "myself", "settled")
)
LIFTING = {
    "approve_conflict_lifting": (WATCH, set(LIFTING_STATES)),
    "refuse_conflict_lifting": (WATCH, set(LIFTING_STATES)),
    "withdraw_conflict_lifting": (WATCH, set(LIFTING_STATES)),
}

TABLES = {
    "Conflict": (CONFLICT, CONFLICT_STATES),
    "ConflictLifting": (LIFTING, LIFTING_STATES),
}


def exception(model, verb, state, who):
    """
    Hidden from the other side. No person lifts a conflict about an account of their own, settles
    what they proposed, or withdraws what another did.
    """
    side, how = state
    if who.side != side:
        return HIDDEN
    if model == "Conflict":
        if how == "of mine":
            return FORBIDDEN
        return NOT_NOW if how == "lifted" and who.holds & WATCH else None
    if not who.holds & WATCH:
        return None
    if verb == "withdraw_conflict_lifting":
        return None if how == "myself" else FORBIDDEN
    return {"myself": FORBIDDEN, "settled": NOT_NOW, "waiting": None}[how]
