"""
The months of an Area in a pilot and of those it is compared with, and what is worked out of them.

Everything here is worked out of what each month may say. A month that may not be shown is in no
limit and in no estimate, so nothing on the page moves with it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from pilots.control import Chart, NotEnough, single_values
from pilots.interrupted import MONTHS
from pilots.lattice import ALL
from pilots.queries.figure_words import NOT_REACHED, NOT_SHOWN
from pilots.queries.figures import DAYS
from timeliness.calendar import add_months

BEFORE = 24  # months before the start that are looked at: a product setting, said on the page
NONE_BEGAN = _("None began")
TAKES_PART = _("Takes part itself")


@dataclass(frozen=True)
class Series:
    """
    The months of one place, the oldest first, and its chart; refused: why there is none.

    values: None where nothing can be said of a month; words say each value, or why there is none.
    """

    name: str
    values: list
    words: list
    chart: Chart | None
    refused: str = ""

    @property
    def points(self):
        """{place in the months: its point in the chart}."""
        return {point.label: point for point in self.chart.points} if self.chart else {}

    @property
    def not_reached(self):
        return sum(each == NOT_REACHED for each in self.words)


def months_judged(starts_on, follow_up_days, *, today):
    """The first days of the months that are over and followed for long enough, the oldest first."""
    month, found = add_months(starts_on.replace(day=1), -BEFORE), []
    while is_followed(month, follow_up_days, today=today):
        found.append(month)
        month = add_months(month, 1)
    return found


def is_followed(month, follow_up_days, *, today):
    """Whether all who began in a month have been followed for as long as the pilot says."""
    return add_months(month, 1) + timedelta(days=follow_up_days - 1) <= today


def series(name, figures, *, start, until=None):
    """
    The series of a place. figures: a month each. start: how many of them came before the pilot.

    until: for how many months it is looked at, of one that joins the pilot later.
    """
    until = len(figures) if until is None else until
    told = [_told(each) if n < until else (None, TAKES_PART) for n, each in enumerate(figures)]
    values, words = [value for value, _words in told], [words for _value, words in told]
    known = [(n, value) for n, value in enumerate(values) if value is not None]
    try:
        chart = single_values(known, baseline=sum(n < start for n, _value in known))
    except NotEnough as refused:
        return Series(name, values, words, None, str(refused))
    return Series(name, values, words, chart)


def _told(figure):
    if figure.is_empty:
        return None, NONE_BEGAN
    if ALL in figure.hidden or DAYS in figure.hidden:
        return None, NOT_SHOWN
    return (None, NOT_REACHED) if figure.half is None else (figure.half, figure.half)


def together(compared, *, start):
    """
    What happened each month where the pilot is compared with: the mean over those places.

    Each counts by how far it is from its own mean before the start, so that one that joins the
    pilot, and is no comparator from then on, leaves no step behind. None: there is none with months
    enough before the start.
    """
    kept = []
    for values in compared:
        before = [value for value in values[:start] if value is not None]
        if len(before) >= MONTHS:
            mean = sum(before) / len(before)
            kept.append([None if value is None else value - mean for value in values])
    if not kept:
        return None
    return [_mean([value for value in month if value is not None])
            for month in zip(*kept, strict=True)]  # fmt: skip


def _mean(values):
    return sum(values) / len(values) if values else None
