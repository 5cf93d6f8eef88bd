"""The figures of a measure at a place, period by period, with nothing that may not be shown."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import or_

from django.db.models import Q

from pilots.lattice import ALL, NOT_REFERRED, name_of, periods_of
from pilots.models import Cell, Outcome
from pilots.queries.shown import in_both, shown_of
from pilots.suppression import LEAST
from pilots.survival import HALF, NINE_IN_TEN, Days, middle
from timeliness.calendar import add_months, london_day
from timeliness.models import Mark

LENGTHS = ("month", "quarter", "year")
FIRST_YEARS = 3  # that many are listed, the present one with them: what fits one page
STEP = {"month": 1, "quarter": 3, "year": 12}
DAYS = "DAYS"  # what is hidden where no number of days may be shown
NINE = "NINE"  # and where only that of nine in ten may not


@dataclass(frozen=True)
class Figure:
    """
    What can be said about the suspects whose stage began in one period.

    is_shown: whether anything may be; nobody: that there is nothing to say. Of what may not be
    shown, and of what is not known yet, the value is None; hidden names which it is.
    """

    period: str
    first: date
    is_shown: bool
    people: int
    half: int | None
    nine_in_ten: int | None
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
    def is_empty(self):
        """Whether nobody began the stage then; a number that is not shown is not none."""
        return self.people == 0 and not self.hidden


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a measure: where, which urgency, and by periods of which length."""

    place: str
    urgency: str = ALL
    by: str = "quarter"


def figures(measure, asked, *, at):
    """The figures of each period, the newest first, back to the first of any. Three queries."""
    return figures_of([measure], asked, at=at)[measure]


def figures_of(measures, asked, *, at):
    """{measure: its figures, as figures()}. Three queries, however many there are."""
    today, cells = london_day(at), defaultdict(list)
    which = {"measure__in": measures, "place": asked.place}
    before = shown_of(**which)
    rows = Cell.objects.filter(
        held_at(asked.place),
        of_urgency(asked.urgency),
        measure__in=measures,
        month__gte=since(today),
    )
    period_of = cache(lambda month: periods_of(month)[asked.by])
    for cell in rows.values_list("measure", "month", *COLUMNS, named=True):  # flat: there are many
        cells[cell.measure, period_of(cell.month)].append(cell)
    shown = in_both(before, shown_of(**which))
    return {each: _listed(each, asked, cells, shown[each, asked.place], today) for each in measures}


def _listed(measure, asked, cells, shown, today):
    found = [
        _figure(first, period, cells[measure, period], asked.urgency, shown, today)
        for period, first in listed_periods(asked.by, today)
    ]
    while len(found) > 1 and found[-1].is_empty:
        found.pop()
    return found


def by_month(measure, places, *, at, first, urgency=ALL):
    """{place: {first day of a month: Figure}} of forces and Areas since a day. Three queries."""
    cells, found = defaultdict(list), defaultdict(dict)
    which = {"measure": measure, "place__in": places, "year__gte": first.year}
    before = shown_of(**which)
    columns = ("month", "police_unit__agency", "cps_unit__agency", *COLUMNS)
    rows = Cell.objects.filter(of_urgency(urgency), measure=measure, month__gte=first)
    rows = rows.filter(reduce(or_, map(held_at, places)))
    for cell in rows.select_related("police_unit", "cps_unit").only(*columns):
        for agency in {unit.agency_id for unit in (cell.police_unit, cell.cps_unit) if unit}:
            cells[f"agency-{agency}", cell.month].append(cell)
    shown = in_both(before, shown_of(**which))
    month, today = first, london_day(at)
    while month <= today:
        period = periods_of(month)["month"]
        for place in places:
            facts = (cells[place, month], urgency, shown[measure, place], today)
            found[place][month] = _figure(month, period, *facts)
        month = add_months(month, 1)
    return found


COLUMNS = ("ended", "police", "cps", "other", "stopped", "open_since", "unclear")


def held_at(place):
    """The cells, or stages, that are counted at a place."""
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


def _figure(first, period, cells, urgency, shown, today):
    days = Days(
        [n for cell in cells for n in cell.ended],
        [n for cell in cells for n in cell.stopped],
        [(today - day).days for cell in cells for day in cell.open_since],
    )
    counts = {
        ALL: 0, Outcome.ENDED: len(days.ended), Outcome.STOPPED: len(days.stopped),
        Outcome.OPEN: len(days.going), Outcome.UNCLEAR: sum(cell.unclear for cell in cells),
    }  # fmt: skip
    counts[ALL] = sum(counts.values())
    hidden = _hidden(counts, urgency, period, shown)
    whole, ended = DAYS not in hidden, Outcome.ENDED not in hidden
    parts = {
        name: middle([n for cell in cells for n in getattr(cell, column)]) if ended else None
        for name, column in (("police", "police"), ("cps", "cps"), ("nobody", "other"))
    }
    told = {outcome: 0 if outcome in hidden else n for outcome, n in counts.items()}
    return Figure(
        period=period, first=first, is_shown=ALL not in hidden, hidden=hidden,
        people=counts[ALL] and told[ALL],
        half=days.within(HALF) if whole else None,
        nine_in_ten=days.within(NINE_IN_TEN) if NINE not in hidden else None,
        ended=told[Outcome.ENDED], median=middle(days.ended) if ended else None, **parts,
        going=told[Outcome.OPEN], stopped=told[Outcome.STOPPED], unclear=told[Outcome.UNCLEAR],
    )  # fmt: skip


def _hidden(counts, urgency, period, shown):
    """
    Which parts of a figure may not be shown, and DAYS where its days may not.

    Half within some days is the days of one of those who have completed, so it is shown of five
    of them or more. Where their number is hidden, that must not tell it either: of ten people in
    all, five who have completed leave as many as are safe to be guessed. That 9 in 10 have, or have
    not, says on which side of a tenth the others are, so it is shown of fifty then.
    """
    hidden = {
        outcome for outcome, n in counts.items()
        if n and name_of(urgency, period, outcome) not in shown
    }  # fmt: skip
    guessed, everybody = Outcome.ENDED in hidden, counts[ALL]
    is_safe = counts[Outcome.ENDED] >= LEAST and everybody >= 2 * LEAST
    if ALL in hidden or (guessed and not is_safe):
        hidden |= {DAYS, NINE}
    if guessed and everybody < 10 * LEAST:
        hidden.add(NINE)
    return frozenset(hidden)


def counted_at():
    """When the figures were last brought in line with the facts; None: never."""
    return Mark.objects.filter(name="counted").values_list("at", flat=True).first()
