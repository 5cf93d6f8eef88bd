"""The names of charges that were laid, by which the API names them."""

from collections import Counter

from cases.decisions.queries.charge_rows import laid_name
from cases.models import Case, LaidCharge, ReportedCharge
from people.access.scopes import Scope


def names_of_laid_charges(case: Case, scope: Scope) -> dict[int, str]:
    """{key of a charge: its name, such as "1.2"} of every report of a case. One query."""
    reports = ReportedCharge.objects.for_scope(scope).filter(decision__suspect__case=case)
    rows = LaidCharge.objects.filter(report__in=reports).order_by("pk")
    places: Counter[object] = Counter()
    named = {}
    for pk, report, number in rows.values_list("pk", "report", "report__number"):
        places[report] += 1
        named[pk] = laid_name(number, places[report])
    return named
