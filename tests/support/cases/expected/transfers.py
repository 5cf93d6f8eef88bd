"""Expected rules: transfers, for people with a capacity on the other unit."""

from tests.support.cases.expected.roles import HIDDEN, MANAGERS

TRANSFER_STATES = ("PROPOSED", "ACCEPTED", "DECLINED", "WITHDRAWN", "OVERTAKEN")
TRANSFER = {
    "see_transfer": (MANAGERS, set(TRANSFER_STATES)),
    "accept_transfer": (MANAGERS, {"PROPOSED"}),
    "decline_transfer": (MANAGERS, {"PROPOSED"}),
}

TABLES = {"Transfer": (TRANSFER, TRANSFER_STATES)}


def exception(model, verb, state, who):
    """Only the CPS sees an offer before the case has moved."""
    return HIDDEN if who.side != "CPS" else None
