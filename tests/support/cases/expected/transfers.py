"""What may be done about a case offered to a unit, by those who hold that unit."""

from tests.support.cases.expected.roles import HIDDEN, MANAGERS

TRANSFER_STATES = ("PROPOSED", "ACCEPTED", "DECLINED", "WITHDRAWN", "OVERTAKEN")
TRANSFER = {
    "see_transfer": (MANAGERS, set(TRANSFER_STATES)),
    "accept_transfer": (MANAGERS, {"PROPOSED"}),
    "decline_transfer": (MANAGERS, {"PROPOSED"}),
}

TABLES = {"Transfer": (TRANSFER, TRANSFER_STATES)}


def exception(model, verb, state, who):
    """Which unit of the CPS has a case is between its units until the case has moved."""
    return HIDDEN if who.side != "CPS" else None
