"""Expected rules: duties to a victim."""

from tests.support.cases.expected.roles import FORBIDDEN
from tests.support.victims.expected.records import CONTACT, READERS

STANDS, WITHDRAWN = "stands", "withdrawn"
TABLES = {
    "Duty": ({"see_duty": (READERS, {""})}, ("",)),
    "VictimEvent": (
        {"withdraw_victim_event": (CONTACT, {STANDS})},
        (("POLICE", STANDS), ("POLICE", WITHDRAWN), ("CPS", STANDS)),
    ),
}


def stage(state):
    """Whether an event is active; for other rows also which side recorded it."""
    return state[1] if state else state


def exception(model, verb, state, who):
    """One side does not withdraw what the other recorded."""
    if model == "VictimEvent" and who.side != state[0]:
        return FORBIDDEN
    return None
