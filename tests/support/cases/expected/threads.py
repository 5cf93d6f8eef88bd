"""What may be done about a thread between the two sides, by whom."""

from tests.support.cases.expected.roles import READERS

THREAD_STATES = ("",)
THREAD = {"see_thread": (READERS, {""}), "write_message": (READERS, {""})}

TABLES = {"Thread": (THREAD, THREAD_STATES)}
