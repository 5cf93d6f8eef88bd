"""
Nothing but a service's own page ever asks the database for what the service keeps for itself.

Listened for in every test there is, whatever it is about: a question from anywhere else fails the
test that caused it. So each page that any test opens, and each task that it runs, is searched for
service-only entries as well.
"""

import sys
from pathlib import Path

from django.db.backends.utils import CursorWrapper

from rasso.settings.environment import ROOT

EXECUTE = CursorWrapper._execute_with_wrappers
KEPT = ("victims_serviceentry", "victims_servicelog")
MAY_ASK = {ROOT / "victims" / layer / "service_entries.py" for layer in ("queries", "actions")}
IN_BETWEEN = {  # these ask whatever they are handed
    ROOT / "people/models/managers.py",
    ROOT / "people/access/scopes.py",
    ROOT / "people/web/pagination.py",
}


class AskedElsewhere(AssertionError):
    """A question about service-only entries from a place that has no business with them."""


def lay():
    """Listen to every connection of every thread, also of those that serve a browser."""
    if CursorWrapper._execute_with_wrappers is not _heard:
        CursorWrapper._execute_with_wrappers = _heard


def _heard(cursor, sql, params, many, executor):
    text = sql if isinstance(sql, str) else repr(sql)
    if any(table in text for table in KEPT) and not _may_ask(asker := _asker()):
        raise AskedElsewhere(f"{asker}: {text[:200]}")
    return EXECUTE(cursor, sql, params, many, executor)


def _asker():
    """The file of ours that a question comes from, past the walls."""
    frame = sys._getframe(2)
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if _is_ours(file) and file not in IN_BETWEEN:
            return file
        frame = frame.f_back
    return None


def _is_ours(file):
    return ROOT in file.parents and ".venv" not in file.parts


def _may_ask(file):
    return file is None or file in MAY_ASK or ROOT / "tests" in file.parents
