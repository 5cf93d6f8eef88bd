"""Expected rules: extensions of a due date."""

from tests.support.cases.expected.roles import (
    ADVICE_MANAGERS,
    ADVISER,
    FORBIDDEN,
    INSPECTORS,
    LAWYERS,
    MANAGERS,
    NOT_NOW,
    READERS,
    TEAM,
    TRIAGE,
)

AGREE = TEAM | TRIAGE | ADVICE_MANAGERS | MANAGERS | LAWYERS | ADVISER
SETTLERS = INSPECTORS | MANAGERS | {"allowed_on_case"}
TO_ANSWER, WITH_TWO = ("ASKED", "COUNTERED"), ("UP", "PROPOSED", "UNSETTLED")
ENDED = ("AGREED", "SETTLED", "WITHDRAWN", "OVERTAKEN")
# (status, side that asked, whether the two named people include me)
STATES = tuple(
    (status, side, whose)
    for side in ("POLICE", "CPS")
    for status in (*TO_ANSWER, "REFUSED", *WITH_TWO, *ENDED)
    for whose in (("", "asked of me") if status in WITH_TWO else ("",))
)
OTHER = {"POLICE": "CPS", "CPS": "POLICE"}


def states_at(*statuses):
    """The matrix states with one of these statuses."""
    return {state for state in STATES if state[0] in statuses}


EXTENSION = {
    "see_extension": (READERS, set(STATES)),
    "answer_extension": (AGREE, states_at(*TO_ANSWER)),
    "withdraw_extension": (AGREE, states_at(*TO_ANSWER, "REFUSED", *WITH_TWO)),
    "send_extension_up": (AGREE, states_at("REFUSED", *WITH_TWO)),
    "propose_due_date": (SETTLERS, states_at("UP", "UNSETTLED")),
    "answer_due_date": (SETTLERS, states_at("PROPOSED")),
}
TABLES = {"Extension": (EXTENSION, STATES)}


def awaits(state):
    """The sides that answer next."""
    status, side, _whose = state
    if status in WITH_TWO:
        return ["POLICE", "CPS"]
    return {"ASKED": [OTHER[side]], "COUNTERED": [side]}.get(status, [])


def exception(model, verb, state, who):
    """The side that named a date does not answer it; only the two named settle it."""
    _status, side, whose = state
    if verb == "answer_extension" and awaits(state) and who.side not in awaits(state):
        return NOT_NOW if who.holds & AGREE else None
    if verb == "withdraw_extension" and who.side != side:
        return FORBIDDEN
    if verb in ("propose_due_date", "answer_due_date") and not whose:
        return FORBIDDEN
    return None
