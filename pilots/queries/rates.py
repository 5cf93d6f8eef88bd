"""Shares and rates month by month, at several places, with nothing that may not be shown."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count

from pilots.lattice import ALL, name_of, periods_of
from pilots.models import Occasion
from pilots.queries.figures import held_at
from pilots.queries.shares import share_of
from pilots.queries.shown import in_both, shown_of
from pilots.shares import labels_of
from timeliness.calendar import add_months, london_day


def shares_by_month(question, places, *, at, first):
    """{place: {first day of a month: Share}} of forces and Areas since a day. Three queries."""
    which = {"measure": question.subject.code, "place__in": places, "year__gte": first.year}
    before, found = shown_of(**which), defaultdict(dict)
    counted = counted_by_agency(question.subject, places, since=first)
    shown = in_both(before, shown_of(**which))
    month, today = first, london_day(at)
    while month <= today:
        period = periods_of(month)["month"]
        for place in places:
            facts = (counted[place, month], ALL, shown[question.subject.code, place])
            found[place][month] = share_of(question, month, period, *facts)
        month = add_months(month, 1)
    return found


def counted_by_agency(subject, places, *, since):
    """{(place, month): {label: how many}} of forces and Areas. One query."""
    rows = Occasion.objects.filter(
        reduce(or_, map(held_at, places)), measure=subject.code, month__gte=since
    ).order_by()
    columns = ("month", "answers", "police_unit__agency", "cps_unit__agency")
    found = defaultdict(Counter)
    for month, answers, *agencies, n in rows.values_list(*columns).annotate(n=Count("pk")):
        for agency in set(agencies):
            for label in set(labels_of(subject.code, answers).values()):
                found[f"agency-{agency}", month][label] += n
    return found


@dataclass(frozen=True)
class Counts:
    """How many events and of how much exposure in a month; what may not be shown is None."""

    period: str
    first: date
    events: int | None
    exposure: int | None

    @property
    def is_empty(self):
        return self.exposure == 0


def rates_by_month(rate, places, *, at, first):
    """{place: {first day of a month: Counts}} of forces and Areas since a day. Four queries."""
    subjects = (rate.events, rate.exposure)
    which = {"measure__in": [each.code for each in subjects], "place__in": places,
             "year__gte": first.year}  # fmt: skip
    before = shown_of(**which)
    counted = [counted_by_agency(each, places, since=first) for each in subjects]
    shown = in_both(before, shown_of(**which))

    def told(n, place, month):
        number = counted[n][place, month][ALL]
        name = name_of(ALL, periods_of(month)["month"], ALL)
        may_be = not number or name in shown[subjects[n].code, place]
        return number if may_be else None

    found, month, today = defaultdict(dict), first, london_day(at)
    while month <= today:
        for place in places:
            numbers = told(0, place, month), told(1, place, month)
            found[place][month] = Counts(periods_of(month)["month"], month, *numbers)
        month = add_months(month, 1)
    return found
