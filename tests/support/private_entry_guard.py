"""Fail any test in which code other than the service's own reads or writes its private entries.

It listens to the queries of every test, so that each page that a test opens and each task that it
runs is checked as well.
"""

import sys
from pathlib import Path

from django.db.backends.utils import CursorWrapper

from rasso.settings.environment import ROOT

EXECUTE = CursorWrapper._execute_with_wrappers
KEPT = ("victims_serviceentry", "victims_servicelog")
MAY_ASK = {
    ROOT / "victims/queries/service_entries.py",
    ROOT / "victims/actions/service_entries.py",
    ROOT / "cases/retention/actions/removal.py",  # removes them with their case, and reads none
    ROOT / "rasso/database/privileges.py",  # says which role may read them, and reads none
}
IN_BETWEEN = {  # generic code that runs queries of others
    ROOT / "people/models/managers.py",
    ROOT / "people/access/pagination.py",
    ROOT / "people/access/scopes.py",
    ROOT / "people/web/pagination.py",
    ROOT / "tests/support/replayed_steps.py",  # hears each statement before this does
}


class QueriedElsewhere(AssertionError):
    """A query on service-only entries from code that must not read them."""


def listen_to_connections():
    """Listen to every connection of every thread, including those that serve a browser."""
    if CursorWrapper._execute_with_wrappers is not _check_query:
        CursorWrapper._execute_with_wrappers = _check_query


def _check_query(cursor, sql, params, many, executor):
    text = sql if isinstance(sql, str) else repr(sql)
    if any(table in text for table in KEPT) and not _may_query(asker := _querying_file()):
        raise QueriedElsewhere(f"{asker}: {text[:200]}")
    return EXECUTE(cursor, sql, params, many, executor)


def _querying_file():
    """The project file a query comes from, skipping generic code."""
    frame = sys._getframe(2)
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if _is_ours(file) and file not in IN_BETWEEN:
            return file
        frame = frame.f_back
    return None


def _is_ours(file):
    return ROOT in file.parents and ".venv" not in file.parts


def _may_query(file):
    return file is None or file in MAY_ASK or ROOT / "tests" in file.parents
