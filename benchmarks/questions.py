"""B9: how many statements a page takes, with few rows and with many."""

from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.hot import LISTS, pages
from cases.queries import worklists
from cases.views import board as board_view
from cases.views import worklists as worklist_view
from people import guards

# Transactions, the row of the audit log, and the note that the session is in use, once a minute.
NOT_COUNTED = (
    "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config",
    'INSERT INTO "people_auditentry"', 'UPDATE "django_session"',
)  # fmt: skip
SIZED = (worklists, worklist_view, board_view, guards)


def measure(at):
    """{page: how many statements it takes}; of lists, with so many rows on a page."""
    opened = {name: page for name, page in pages(at).items() if name not in LISTS}
    listed = {name: page for name, page in pages(at).items() if name in LISTS}
    found = {f"{name}": {"statements": _count(*page)} for name, page in opened.items()}
    for name, page in listed.items():
        counts = [_count_with(rows, *page) for rows in (25, 100)]
        found[name] = {"statements": counts[0], "more with 100 rows": counts[1] - counts[0]}
    return found


def _count_with(rows, client, address):
    with pages_of(rows):
        return _count(client, address)


@contextmanager
def pages_of(rows):
    """Lists print so many rows a page."""
    patches = [patch.object(module, "PAGE_SIZE", rows) for module in SIZED]
    for each in patches:
        each.start()
    yield
    for each in patches:
        each.stop()


def _count(client, address):
    """The second time: what is read once a process has been read by then."""
    for _twice in range(2):
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.status_code == 200, (address, page.status_code)
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in seen)
