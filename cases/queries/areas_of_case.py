"""In which CPS Areas the unit that has a case was on a day: whose rules held there then."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby, pairwise
from typing import Any

from django.db.models import QuerySet

from cases.models import Case
from people.access.row_security import for_purpose
from people.models import Unit
from timeliness.calendar import end_of_day, london_day, london_moment

# An Area that an administrator corrects was wrong; by these a unit goes to another.
MOVES_OF_UNITS = ("move_unit", "merge_agency")


def areas_ever(case: Case) -> QuerySet[Any]:  # a subquery
    """
    Subquery: the Areas that the history of each CPS unit which had a case names, each once.

    Also those of before the unit had it, and those that were corrected: areas_had() leaves them
    out.
    """
    had = Case.history.of_rows([case]).exclude(cps_unit=None).values("cps_unit")
    rows: QuerySet[Any] = Unit.history.model.objects.filter(id__in=had)
    return rows.order_by("area").values("area").distinct()


@for_purpose("in which Areas a case has been")
def areas_had(case: Case, *, at: datetime) -> list[tuple[str, date]]:
    """
    The Areas whose rules have held in a case since a CPS unit had it, by the same rule as on a day.

    As (Area, the last London day on which they held). Two queries, and one for each unit that had
    it.

    case: one that the caller has read.
    """
    had = _units_that_had(case) or [(at, unit) for unit in [case.cps_unit_id] if unit]
    rows = Unit.objects.in_bulk({unit for _since, unit in had})
    ends = [since for since, _unit in had[1:]] + [at]
    held: dict[str, date] = {}
    for (since, unit), until in zip(had, ends, strict=True):
        for area, end in _areas_of_unit(rows[unit], since, until):
            held[area] = max(london_day(end), held.get(area, date.min))
    return list(held.items())


def areas_of_case(case: Case, *, on: date) -> list[str]:
    """
    The Areas whose rules held in a case on a London day, the last of that day first.

    There are several where the case or its unit went to another on the day. Of a day before a CPS
    unit had the case, that of its first. Two queries, and one for each unit that had it.

    case: one that the caller has read.
    """
    since, until = london_moment(on, time.min), end_of_day(on)
    units = _within(_units_that_had(case), since, until)
    units = list(dict.fromkeys(units)) or [unit for unit in [case.cps_unit_id] if unit]
    rows = Unit.objects.in_bulk(units)
    found = [area for unit in units for area, _end in _areas_of_unit(rows[unit], since, until)]
    return list(dict.fromkeys(found))


def _units_that_had(case: Case) -> list[tuple[datetime, int]]:
    """(since when, the CPS unit that had the case from then on), as it changed. One query."""
    rows = Case.history.of_rows([case]).exclude(cps_unit=None)
    found = rows.order_by("history_date", "history_id").values_list("history_date", "cps_unit")
    return [next(same) for _unit, same in groupby(found, key=lambda row: row[1])]


def _areas_of_unit(
    unit: Unit, since: datetime, until: datetime
) -> list[tuple[str, datetime]]:  # fmt: skip
    """
    (Area, when it ended) of one unit: what it has now, and had before each of its moves after
    `since`; the last ends with `until`.
    """
    rows = unit.history.order_by("history_date", "history_id")
    facts = list(rows.values_list("history_date", "history_change_reason", "area"))
    found = [(unit.area, until)]
    for (_then, _act, before), (at, act, after) in reversed(list(pairwise(facts))):
        if act not in MOVES_OF_UNITS or before == after:
            continue
        if at <= since:
            break
        found = [(before, until)] if at > until else [*found, (before, at)]
    return found


def _within(rows: Iterable[tuple[datetime, int]], since: datetime, until: datetime) -> list[int]:
    """The newest first of (since when, which) that held between two moments; else the first."""
    held: list[int] = []
    for at, which in rows:
        if at > until:
            held = held or [which]
            break
        held = [which] if at <= since else [which, *held]
    return held
