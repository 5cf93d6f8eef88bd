"""What may be done about a thread between the two sides, by whom."""

from tests.cases.oracle.roles import READERS

THREAD_STATES = ("",)
THREAD = {"see_thread": (READERS, {""}), "write_message": (READERS, {""})}

TABLES = {"Thread": (THREAD, THREAD_STATES)}
