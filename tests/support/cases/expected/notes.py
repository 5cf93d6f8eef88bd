"""What may be done about a private note of one side, by whom."""

from tests.support.cases.expected.roles import HIDDEN, WORKERS

NOTE_STATES = ("POLICE", "CPS")  # whose it is
NOTE = {"correct_note": (WORKERS, set(NOTE_STATES))}

TABLES = {"Note": (NOTE, NOTE_STATES)}


def exception(model, verb, state, who):
    """To the other side there is no such note."""
    return HIDDEN if who.side != state else None
