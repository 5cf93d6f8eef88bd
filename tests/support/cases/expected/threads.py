"""Expected rules: message threads."""

from tests.support.cases.expected.roles import READERS

THREAD_STATES = ("",)
THREAD = {"see_thread": (READERS, {""}), "write_message": (READERS - {"broke_glass"}, {""})}

TABLES = {"Thread": (THREAD, THREAD_STATES)}
