"""The figures of a measure at a place, period by period, with nothing that may not be shown."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pilots.hiding import NINE
from pilots.lattice import ALL, NOT_REFERRED, periods_of
from pilots.models import Tally
from pilots.survival import HALF, NINE_IN_TEN, Days, unpacked
from timeliness.calendar import add_months, london_day
from timeliness.models import Mark

LENGTHS = ("month", "quarter", "year")
FIRST_YEARS = 3  # that many are listed, the present one with them: what fits one page
STEP = {"month": 1, "quarter": 3, "year": 12}
NUMBERS = (
    "people", "ended", "median", "police", "cps", "nobody", "going", "stopped", "unclear",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """
    What can be said about the suspects whose stage began in one period.

    Of what may not be shown the number of people is 0, and of that and of what is not known yet the
    number of days is None; hidden names which may not be.
    """

    period: str
    first: date
    half: int | None
    nine_in_ten: int | None
    people: int
    ended: int
    median: int | None
    police: int | None
    cps: int | None
    nobody: int | None
    going: int
    stopped: int
    unclear: int
    hidden: frozenset

    @property
    def is_shown(self):
        """Whether anything may be."""
        return ALL not in self.hidden

    @property
    def is_empty(self):
        """Whether nobody began the stage then; a number that is not shown is not none."""
        return self.people == 0 and not self.hidden


def nobody(period, first):
    """The figure of a period in which nobody began."""
    return Figure(
        period=period, first=first, hidden=frozenset(), people=0, ended=0, going=0, stopped=0,
        unclear=0, half=None, nine_in_ten=None, median=None, police=None, cps=None, nobody=None,
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a measure: where, which urgency, and by periods of which length."""

    place: str
    urgency: str = ALL
    by: str = "quarter"


def figures(measure, asked, *, at):
    """The figures of each period, the newest first, back to the first of any. One query."""
    return figures_of([measure], asked, at=at)[measure]


def figures_of(measures, asked, *, at):
    """{measure: its figures, as figures()}. One query, however many there are."""
    today = london_day(at)
    rows = Tally.objects.filter(
        measure__in=measures, place=asked.place, urgency=asked.urgency, length=asked.by,
        first__gte=since(today),
    )  # fmt: skip
    found = _figures(rows, asked.by, today)
    periods = listed_periods(asked.by, today)
    return {
        each: _listed([found.get((each, asked.place, first)) or nobody(period, first)
                       for period, first in periods])
        for each in measures
    }  # fmt: skip


def _listed(found):
    while len(found) > 1 and found[-1].is_empty:
        found.pop()
    return found


def by_month(measure, places, *, at, first, urgency=ALL):
    """{place: {first day of a month: Figure}} of forces and Areas since a day. One query."""
    today, months = london_day(at), []
    while first <= today:
        months.append(first)
        first = add_months(first, 1)
    rows = Tally.objects.filter(
        measure=measure, place__in=places, urgency=urgency, length="month", first__in=months
    )
    found = _figures(rows, "month", today)
    return {
        place: {
            month: found.get((measure, place, month)) or nobody(periods_of(month)["month"], month)
            for month in months
        }
        for place in places
    }


def _figures(rows, length, today):
    """{(measure, place, first day): Figure} of these tallies."""
    fields, found = ("measure", "place", "first", "hidden", "days", *NUMBERS), {}
    for measure, place, first, hidden, days, *numbers in rows.values_list(*fields):
        half, nine_in_ten = _within(days, hidden, first, today)
        found[measure, place, first] = Figure(
            period=periods_of(first)[length], first=first, hidden=frozenset(hidden), half=half,
            nine_in_ten=nine_in_ten, **dict(zip(NUMBERS, numbers, strict=True)),
        )  # fmt: skip
    return found


def _within(days, hidden, first, today):
    """In how many days half have completed, and nine in ten; None where it may not be shown."""
    if days is None:
        return None, None
    ended, stopped, began = unpacked(days, lists=3)
    age = (today - first).days
    left = sorted([*stopped, *((age - after, n) for after, n in began)])
    shares = (HALF,) if NINE in hidden else (HALF, NINE_IN_TEN)
    found = Days(ended, left).within(*shares)
    return found[0], None if NINE in hidden else found[1]


def held_at(place):
    """The stages, or occasions, that are counted at a place."""
    if place == ALL:
        return Q()
    kind, _dash, pk = place.partition("-")
    end = "__agency" if kind == "agency" else ""
    return Q(**{f"police_unit{end}": pk}) | Q(**{f"cps_unit{end}": pk})


def of_urgency(urgency):
    return Q() if urgency == ALL else Q(urgency="" if urgency == NOT_REFERRED else urgency)


def since(today):
    """The first day of which figures are listed."""
    return date(today.year - FIRST_YEARS + 1, 1, 1)


def listed_periods(by, today):
    """[(period, its first day)], the newest first, back to the beginning of a year."""
    first = since(today)
    months = STEP[by]
    start = add_months(date(today.year, 1, 1), (today.month - 1) // months * months)
    found = []
    while start >= first:
        found.append((periods_of(start)[by], start))
        start = add_months(start, -months)
    return found


def counted_at():
    """When the figures were last brought in line with the facts; None: never."""
    return Mark.objects.filter(name="counted").values_list("at", flat=True).first()
