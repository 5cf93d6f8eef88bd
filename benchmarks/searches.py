"""
B13: searching for a case reference and for similar names, compared with bare SQL.

All of the loader's surnames begin with the same seven letters, so each is similar to all others:
the worst case for the search for similar names.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction

from benchmarks import http_writes
from benchmarks.compare import median_times, ratio
from benchmarks.gates import Figures
from benchmarks.personas import worklist_readers
from benchmarks.timing import buffers
from cases.case_details.queries.case_search import case_by_urn
from cases.case_details.queries.possible_matches import possible_matches
from cases.models import Case
from people.access.row_security import acting, reading_as

BY_REFERENCE = "SELECT * FROM cases_case WHERE urn = %s"
BY_NAME = "SELECT id FROM cases_suspect WHERE surname %% %s LIMIT 100"


def run_searches(at: datetime) -> dict[str, Figures]:
    """{search: time of ours, and of the same without a reader}."""
    scope = worklist_readers(at)["largest force"]
    case = Case.objects.for_scope(scope).order_by("pk").first()
    assert case is not None
    suspect = case.suspects.for_scope(scope).first()
    assert suspect is not None
    surname = suspect.surname
    with transaction.atomic(), reading_as(scope):
        found = {
            "by reference": _compare_search(
                partial(case_by_urn, case.urn, scope), partial(_fetch_with, BY_REFERENCE, case.urn)
            ),
            "of like names": _compare_search(
                partial(possible_matches, case, scope), partial(_fetch_with, BY_NAME, surname)
            ),
        }
    for search, ms in http_writes.time_search_requests(scope, case).items():
        found[search]["request ms"] = ms
    return found


def _compare_search(ours: Callable[[], object], without: Callable[[], object]) -> Figures:
    ms = median_times({"ms": ours, "without a reader ms": without})
    return ms | {
        "to without a reader": ratio(ms["ms"], ms["without a reader ms"]),
        "buffers": buffers(ours),
    }


def _fetch_with(sql: str, value: str) -> list[tuple[Any, ...]]:
    with acting("a benchmark"), connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return list(cursor)
