"""
B13: each kind of search, and the search for possible matches, compared with bare SQL.

Names: one that hundreds have, one that few have, one with a slip, one of those that begin with the
same seven letters. Bare SQL reads what one unit finds by, without a reader.
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
from benchmarks.second_lock import without_lock
from benchmarks.timing import buffers
from cases.case_details.forms.case_search import FindCaseForm
from cases.case_details.queries.case_search import case_by_urn
from cases.case_details.queries.possible_matches import possible_matches
from cases.case_details.queries.search import search_page
from cases.models import Case, Suspect
from people.access.row_security import acting, reading_as
from people.access.scopes import Scope

BY_REFERENCE = "SELECT * FROM cases_case WHERE urn = %s"
BY_PART = (
    "SELECT case_id FROM cases_casenumberpart WHERE unit_id = %s AND part >= %s"
    " ORDER BY unit_id, part, case_id LIMIT 21"
)
BY_NAME = (
    "SELECT suspect_id FROM cases_suspectnamekey WHERE unit_id = %s AND key = %s"
    " ORDER BY lacks, others, suspect_id LIMIT 21"
)
BY_FREQUENCY = """
SELECT lower(surname) FROM cases_suspect WHERE police_unit_id = %s AND surname NOT LIKE 'Surname%%'
GROUP BY 1 ORDER BY count(*) {order}, 1 LIMIT 1
"""
READERS = ("largest force", "smallest force", "one CPS Area", "every force", "named on cases")


def run_searches(at: datetime) -> dict[str, Figures]:
    """{search: time of ours, and of the same without a reader}."""
    readers = worklist_readers(at)
    scope = readers["largest force"]
    case = Case.objects.for_scope(scope).order_by("pk").first()
    assert case is not None
    texts = _texts(scope, case)
    with transaction.atomic(), reading_as(scope):
        found = {
            "by reference": _compare_search(
                partial(case_by_urn, case.urn, scope), partial(_fetch, BY_REFERENCE, case.urn)
            )
        }
        found |= {name: _compare_typed(text, scope) for name, text in texts.items()}
        of_name = partial(_fetch, BY_NAME, scope.units[0], texts["of a frequent surname"])
        found["of like names"] = _compare_search(partial(possible_matches, case, scope), of_name)
    for search, ms in http_writes.time_search_requests(scope, case).items():
        found[search]["request ms"] = ms
    return found | {f"as {name}": _times_of(readers[name], texts) for name in READERS}


def _texts(scope: Scope, case: Case) -> dict[str, str]:
    """{kind of search: what is typed}."""
    [[frequent]] = _fetch(BY_FREQUENCY.format(order="DESC"), scope.units[0])
    [[rare]] = _fetch(BY_FREQUENCY.format(order="ASC"), scope.units[0])
    same = Suspect.objects.for_scope(scope).filter(surname__startswith="Surname").order_by("pk")
    of_frequent = Suspect.objects.for_scope(scope).filter(surname__iexact=frequent).order_by("pk")
    one, other = same.first(), of_frequent.last()
    assert one is not None and other is not None
    return {
        "by part of a URN": case.urn[4:9], "by three digits": case.urn[5:8],
        "by crime reference": case.crime_reference, "by part of a crime reference": case.urn[6:9],
        "of a frequent surname": frequent, "of a frequent name": f"{other.given_names} {frequent}",
        "of a frequent surname with rare names": f"Zebedee {frequent}",
        "of a rare surname": rare, "with a slip": frequent[:2] + frequent[3:],
        "of nobody": "Quillfeather", "of one among alike": one.surname,
    }  # fmt: skip


def _compare_typed(text: str, scope: Scope) -> Figures:
    unit = scope.units[0]
    number = text.replace("/", "")
    bare = (BY_PART, f"U{number}") if number[0].isdigit() else (BY_NAME, text.split()[-1].lower())
    return _compare_search(_search(text, scope), partial(_fetch, bare[0], unit, bare[1]))


def _search(text: str, scope: Scope) -> Callable[[], object]:
    """The search for what is typed into the form, as the page asks for it."""
    form = FindCaseForm({"sought": text})
    assert form.is_valid(), (text, form.errors)
    return partial(search_page, form.cleaned_data["sought"], scope)


def _times_of(scope: Scope, texts: dict[str, str]) -> Figures:
    """Milliseconds of each kind of search for another reader."""
    with transaction.atomic(), reading_as(scope):
        return median_times({name: _search(text, scope) for name, text in texts.items()})


def _compare_search(ours: Callable[[], object], without: Callable[[], object]) -> Figures:
    """Ours beside the same without row-level security, and beside bare SQL without a reader."""
    ms = median_times({"ms": ours, "open ms": without_lock(ours), "without a reader ms": without})
    with acting("a benchmark"):
        touched = buffers(ours)
    return ms | {
        "to open": ratio(ms["ms"], ms["open ms"]),
        "to without a reader": ratio(ms["ms"], ms["without a reader ms"]),
        "buffers": touched,
    }


def _fetch(sql: str, *values: str | int) -> list[tuple[Any, ...]]:
    with acting("a benchmark"), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor)
