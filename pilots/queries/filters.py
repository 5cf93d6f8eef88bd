"""The filter of place, urgency and period that a reader chooses, and the rows it selects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from people.access.scopes import Scope
from pilots.disclosure_control.dimensions import ALL, NOT_REFERRED, periods_by_level
from pilots.queries.places import ReportingPlace, reporting_places
from timeliness.calendar import add_months

PERIOD_LENGTHS = ("month", "quarter", "year")


LISTED_YEARS = 3  # including this one: as many as fit one page


MONTHS_BY_PERIOD_LENGTH = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class FigureFilter:
    """A filter: place, urgency, and length of the periods."""

    place: str
    urgency: str = ALL
    period_length: str = "quarter"


def counted_at_place(place: str) -> Q:
    """The stage durations, or measure events, that are counted at a place."""
    if place == ALL:
        return Q()
    kind, _dash, pk = place.partition("-")
    end = "__agency" if kind == "agency" else ""
    return Q(**{f"police_unit{end}": pk}) | Q(**{f"cps_unit{end}": pk})


def with_urgency(urgency: str) -> Q:
    return Q() if urgency == ALL else Q(urgency="" if urgency == NOT_REFERRED else urgency)


def first_listed_day(today: date) -> date:
    """The first day of the listed figures."""
    return date(today.year - LISTED_YEARS + 1, 1, 1)


def listed_periods(by: str, today: date, published: date | None) -> list[tuple[str, date]]:
    """[(period, its first day)], newest first, back to the beginning of a year."""
    first = first_listed_day(today)
    newest = add_months((published or today).replace(day=1), -1 if published else 0)
    months = MONTHS_BY_PERIOD_LENGTH[by]
    start = add_months(date(newest.year, 1, 1), (newest.month - 1) // months * months)
    found = []
    while start >= first:
        found.append((periods_by_level(start)[by], start))
        start = add_months(start, -months)
    return found


URGENCY_LABELS = {
    ALL: _("Every urgency"),
    **dict(Urgency.choices),
    NOT_REFERRED: _("Not referred yet"),
}


PERIOD_LENGTH_LABELS = {"month": _("By month"), "quarter": _("By quarter"), "year": _("By year")}


def filter_from_query(
    given: Mapping[str, str], scope: Scope
) -> tuple[FigureFilter, bool, list[ReportingPlace]]:
    """
    (FigureFilter, whether it differs from what was asked for, places to choose from) of a query
    string.

    A reader who asks for an unknown place, or one they may not read, gets their own place.
    """
    offered = reporting_places(scope)
    place = given.get("place", offered[0].key)
    urgency, by = given.get("urgency", ALL), given.get("by", "quarter")
    is_theirs = place in {each.key for each in offered}
    if is_theirs and urgency in URGENCY_LABELS and by in PERIOD_LENGTHS:
        return FigureFilter(place, urgency, by), False, offered
    return FigureFilter(offered[0].key), True, offered


def place_with_key(place: str, offered: Iterable[ReportingPlace]) -> ReportingPlace:
    """The place with this key."""
    return next(each for each in offered if each.key == place)
