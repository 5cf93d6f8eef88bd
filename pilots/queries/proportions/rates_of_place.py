"""The published rates of a place: the newest period that has enough, and the one before."""

from dataclasses import dataclass
from datetime import datetime

from pilots.disclosure_control.dimensions import ALL
from pilots.measures.rates import RATES_BY_CODE, Rate
from pilots.models import ShareTally
from pilots.queries.changes.series import RATE_KIND
from pilots.queries.filters import FigureFilter, first_listed_day, listed_periods
from pilots.queries.proportions.by_month import RateCounts
from pilots.queries.publication import figures_published_on
from pilots.queries.stages.text import period_label
from timeliness.calendar import london_day


@dataclass(frozen=True)
class RateLine:
    """A rate of a place. said: (its words, its period) of up to two periods, newest first."""

    rate: Rate
    said: list[tuple[str, str]]


def rates_of_place(chosen: FigureFilter, *, at: datetime) -> list[RateLine]:
    """Every rate for this filter. Two queries."""
    rows = ShareTally.objects.filter(
        measure__in={kind.code for rate in RATES_BY_CODE.values() for kind in rate.kinds},
        place=chosen.place, urgency=ALL, length=chosen.period_length,
        first__gte=first_listed_day(london_day(at)),
    )  # fmt: skip
    counted = {
        (measure, first): counts.get(ALL, 0)
        for measure, first, counts in rows.values_list("measure", "first", "counts")
    }
    periods = listed_periods(chosen.period_length, london_day(at), figures_published_on())
    lines = []
    for rate in RATES_BY_CODE.values():
        found = [
            RateCounts(period, first, *(counted.get((kind.code, first), 0) for kind in rate.kinds))
            for period, first in periods
        ]
        said = [
            (str(words), period_label(one))
            for one in found
            for value, words in [RATE_KIND.value_and_text(one)]
            if value is not None
        ]
        lines.append(RateLine(rate, said[:2]))
    return lines
