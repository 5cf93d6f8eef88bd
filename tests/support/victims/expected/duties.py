"""What may be done about what a victim is to be told, by whom."""

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
    """Of an event, whether it still stands; the rest says which side wrote it down."""
    return state[1] if state else state


def exception(model, verb, state, who):
    """What one side wrote down the other does not withdraw."""
    if model == "VictimEvent" and who.side != state[0]:
        return FORBIDDEN
    return None
