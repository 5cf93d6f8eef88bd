"""Expected rules: private notes."""

from tests.support.cases.expected.roles import HIDDEN, WORKERS

NOTE_STATES = ("POLICE", "CPS")  # whose it is
NOTE = {"correct_note": (WORKERS, set(NOTE_STATES))}

TABLES = {"Note": (NOTE, NOTE_STATES)}


def exception(model, verb, state, who):
    """Notes are hidden from the other side."""
    return HIDDEN if who.side != state else None
