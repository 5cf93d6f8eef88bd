"""
B13: finding a case by its reference, and suspects of like names, beside no walls at all.

All surnames of the loader begin with the same seven letters, so each is like every other: the
search for like names has the most to sort out that there can be.
"""

from functools import partial

from django.db import connection

from benchmarks import through
from benchmarks.beside import medians, ratio
from benchmarks.clock import buffers
from benchmarks.people import readers
from cases.models import Case
from cases.queries.finding import case_by_urn
from cases.queries.matches import matches

BY_REFERENCE = "SELECT * FROM cases_case WHERE urn = %s"
BY_NAME = "SELECT id FROM cases_suspect WHERE surname %% %s LIMIT 100"


def measure(at):
    """{search: ours beside one without a reader}."""
    scope = readers(at)["largest force"]
    case = Case.objects.for_scope(scope).order_by("pk").first()
    surname = case.suspects.for_scope(scope).first().surname
    found = {
        "by reference": _beside(
            partial(case_by_urn, case.urn, scope), partial(_asked, BY_REFERENCE, case.urn)
        ),
        "of like names": _beside(partial(matches, case, scope), partial(_asked, BY_NAME, surname)),
    }
    for search, ms in through.searches(scope, case).items():
        found[search]["request ms"] = ms
    return found


def _beside(ours, without):
    ms = medians({"ms": ours, "without a reader ms": without})
    return ms | {
        "to without a reader": ratio(ms["ms"], ms["without a reader ms"]),
        "buffers": buffers(ours),
    }


def _asked(sql, value):
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return cursor.fetchall()
