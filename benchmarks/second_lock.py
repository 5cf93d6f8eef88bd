"""
B7: a page under row-level security, compared with the same page without, in one transaction.

And what it costs a request to say who reads.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from benchmarks.compare import median_times, ratio
from benchmarks.gates import Figures
from benchmarks.personas import worklist_readers
from benchmarks.worklists import page_for
from cases.models import Allegation, Case
from people.access.row_security import acting, reading_as
from people.access.scopes import Scope


def run_second_lock(at: datetime) -> dict[str, Figures]:
    """{persona: ms of a page, and of a case with its allegations, with and without the lock}."""
    return {name: _compare_locks(scope) for name, scope in worklist_readers(at).items()}


def _compare_locks(scope: Scope) -> Figures:
    page, rows = page_for(scope), _rows_of_case(scope)
    with transaction.atomic(), reading_as(scope):
        assert page() == without_lock(page)(), "the lock changes a page"
        ms = median_times(
            {
                "ms": page, "open ms": without_lock(page),
                "case ms": rows, "open case ms": without_lock(rows),
            }
        )  # fmt: skip
    begin = median_times({"begin ms": lambda: _begin_reading(scope)})
    return ms | begin | {
        "to open": ratio(ms["ms"], ms["open ms"]),
        "case to open": ratio(ms["case ms"], ms["open case ms"]),
    }  # fmt: skip


def _rows_of_case(scope: Scope) -> Callable[[], object]:
    case = Case.objects.for_scope(scope).order_by("pk").first()

    def read() -> object:
        return list(Allegation.objects.for_scope(scope).filter(case=case))

    return read


def without_lock(read: Callable[[], object]) -> Callable[[], object]:
    """The same reading without the lock; the change of role counts too."""

    def run() -> object:
        with acting("a benchmark"):
            return read()

    return run


def _begin_reading(scope: Scope) -> None:
    with transaction.atomic(), reading_as(scope):
        pass
