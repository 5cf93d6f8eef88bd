"""Expected rules: duties to a victim."""

from tests.support.cases.expected.roles import FORBIDDEN
from tests.support.victims.expected.records import CONTACT, READERS

STANDS, WITHDRAWN = "stands", "withdrawn"
IN_TIME, LATE = "in time", "late"
TABLES = {
    "Duty": (
        {"see_duty": (READERS, {IN_TIME, LATE}), "record_code_breach": (CONTACT, {LATE})},
        (("POLICE", IN_TIME), ("POLICE", LATE)),  # the side that owes it
    ),
    "VictimEvent": (
        {"withdraw_victim_event": (CONTACT, {STANDS})},
        (("POLICE", STANDS), ("POLICE", WITHDRAWN), ("CPS", STANDS)),
    ),
}


def stage(state):
    """Whether an event is active, and a duty late."""
    return state[1]


def exception(model, verb, state, who):
    """One side does not withdraw what the other recorded, nor explain what the other owes."""
    if (model == "VictimEvent" or verb == "record_code_breach") and who.side != state[0]:
        return FORBIDDEN
    return None
