"""B9: how many statements a page takes, with few rows and with many."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.busy_pages import LISTS, busiest_case, pages_to_open
from benchmarks.gates import Figures
from benchmarks.large_case import enlarge_case
from benchmarks.personas import worklist_readers
from benchmarks.row_counts import run_and_undo
from cases.desk.queries import notices, worklists
from cases.desk.views import board as board_view
from cases.desk.views import worklists as worklist_view
from cases.models import Case
from people.web import guards

NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")
# Writes of a read request: one row of the audit log, and once a minute the session's last use. They
# have a gate of their own (docs/decisions/0041).
WRITTEN = ('INSERT INTO "people_auditentry"', 'UPDATE "people_session"')
# The session, the person and their scope.
ALWAYS_ASKED = ("people_session", "people_user", "people_unitgrant")
SIZED = (worklists, worklist_view, board_view, guards, notices)
FEW, MANY = 25, 100
FEWER, MORE = 1, 25  # suspects and action items added to the case that was loaded


def run_query_counts(at: datetime) -> dict[str, Figures]:
    """{page: number of statements}; for lists, also how many more with 100 rows."""
    opened = pages_to_open(at)
    found = {
        name: _statement_figures(_statements_of_page(*page))
        for name, page in opened.items()
        if name not in LISTS
    }
    for name in LISTS:
        few, many = (_statements_with_rows(rows, *opened[name]) for rows in (FEW, MANY))
        found[name] = _statement_figures(few) | {"more with 100 rows": len(many) - len(few)}
    case = busiest_case(worklist_readers(at)["largest force"])
    few, many = (
        _statements_of_large_case(case, at, more, *opened["case page"]) for more in (FEWER, MORE)
    )
    found["case page"]["more with 25 suspects and actions"] = len(many) - len(few)
    return found


def _statement_figures(asked: Sequence[str]) -> Figures:
    """The figures of a page from its statements."""
    written = sum(sql.startswith(WRITTEN) for sql in asked)
    return {"statements": len(asked) - written, "written": written}


def _statements_with_rows(rows: int, client: Client, address: str) -> list[str]:
    """The statements of a list with exactly this number of rows on the page."""
    with pages_with_rows(rows):
        asked = _statements_of_page(client, address)
        page = client.get(address).content.decode()
    printed = page.partition("<tbody")[2].count("<tr")
    assert printed == rows, f"{address} printed {printed} rows, not {rows}"
    return asked


def _statements_of_large_case(
    case: Case, at: datetime, more: int, client: Client, address: str
) -> list[str]:
    """The statements of the case page with this many more suspects and action items."""
    found: list[str] = []

    def act() -> None:
        printed_counts = _printed_counts(client, address)
        enlarge_case(case, at, more)
        printed = _printed_counts(client, address)
        assert printed == (printed_counts[0] + more, printed_counts[1] + more), (
            printed_counts,
            printed,
        )
        found.extend(_statements_of_page(client, address))

    run_and_undo(act)
    return found


def _printed_counts(client: Client, address: str) -> tuple[int, int]:
    """Number of suspects and action items that a case page tells of."""
    page = client.get(address).content.decode()
    of_many = re.search(r"of (\d+) suspects are shown", page)
    suspects = int(of_many[1]) if of_many else page.count('<section class="rasso-suspect"')
    return suspects, sum(map(int, re.findall(r"</a>: (\d+) actions?\b", page)))


@contextmanager
def pages_with_rows(rows: int) -> Iterator[None]:
    """Set the page size of lists while the block runs."""
    patches = [patch.object(module, "PAGE_SIZE", rows) for module in SIZED]
    for each in patches:
        each.start()
    yield
    for each in patches:
        each.stop()


def _statements_of_page(client: Client, address: str) -> list[str]:
    """The statements of the second request, so that reads at a process's first are left out."""
    for _twice in range(2):
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.status_code == 200, (address, page.status_code)
    asked = [each["sql"] for each in seen if not each["sql"].startswith(NOT_COUNTED)]
    for table in ALWAYS_ASKED:
        assert any(table in sql for sql in asked), f"{address} is opened without {table}"
    return asked
