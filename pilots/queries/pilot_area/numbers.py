"""
The numbers at the top of a pilot's own page: the newest published quarter, beside one before the
pilot.

Each is a published figure, with the same rounding and the same least number of people as on the
page that it leads to; nothing is counted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.queries.filters import FigureFilter
from pilots.queries.proportions.figures import ProportionFigure, proportion_figures_by_code
from pilots.queries.stages.figures import StageFigure, stage_figures_by_measure
from pilots.queries.stages.text import period_label

MONTHS_IN_QUARTER = 3
QuarterFigure = StageFigure | ProportionFigure


@dataclass(frozen=True)
class PilotNumber:
    """
    One number: its value, its unit, about whom it is, and what it was before.

    page, code: the URL name of the page with all its figures, and the measure.
    """

    label: str | Promise
    value: str
    unit: str | Promise
    among: str
    before: str
    page: str
    code: str


def pilot_numbers(
    measures: Sequence[str], place: str, starts_on: date, *, at: datetime
) -> list[PilotNumber]:
    """The number of each measure that has one, in this order; rates have none. Four queries."""
    asked = FigureFilter(place, period_length="quarter")
    stages = [each for each in measures if each in STAGE_MEASURES_BY_CODE]
    shares = [PROPORTIONS_BY_CODE[each] for each in measures if each in PROPORTIONS_BY_CODE]
    found: Mapping[str, Sequence[QuarterFigure]] = {
        **stage_figures_by_measure(stages, asked, at=at),
        **proportion_figures_by_code(shares, asked, at=at),
    }
    made = [_number(each, found[each], starts_on) for each in measures if each in found]
    return [each for each in made if each]


def _number(code: str, quarters: Sequence[QuarterFigure], starts_on: date) -> PilotNumber | None:
    """The number of a measure; None where no quarter has one. quarters: newest first."""
    known = [each for each in quarters if _value(each) is not None]
    if not known:
        return None
    newest, before = known[0], _quarter_before(known, starts_on)
    label, unit = _label_and_unit(code)
    return PilotNumber(
        label=label, value=_value_text(newest), unit=unit, among=_among_text(code, newest),
        before=_before_text(before) if before and before != newest else "", code=code,
        page="see-figure" if code in STAGE_MEASURES_BY_CODE else "see-share",
    )  # fmt: skip


def _label_and_unit(code: str) -> tuple[str | Promise, str | Promise]:
    if code in STAGE_MEASURES_BY_CODE:
        return STAGE_MEASURES_BY_CODE[code].label, _("days or fewer for half")
    return PROPORTIONS_BY_CODE[code].label, PROPORTIONS_BY_CODE[code].among


def _value(figure: QuarterFigure) -> int | None:
    return figure.half if isinstance(figure, StageFigure) else figure.per_cent


def _value_text(figure: QuarterFigure) -> str:
    return str(figure.half) if isinstance(figure, StageFigure) else f"{figure.per_cent}%"


def _quarter_before(known: Sequence[QuarterFigure], starts_on: date) -> QuarterFigure | None:
    """The same quarter of a year before the pilot, because seasons differ; else the last before."""
    month = starts_on.month - (starts_on.month - 1) % MONTHS_IN_QUARTER
    earlier = [each for each in known if each.first < starts_on.replace(month=month, day=1)]
    same = (each for each in earlier if each.first.month == known[0].first.month)
    return next(same, next(iter(earlier), None))


def _among_text(code: str, figure: QuarterFigure) -> str:
    facts = {"period": period_label(figure)}
    if isinstance(figure, StageFigure):
        return ngettext(
            "Of about %(num)d suspect whose stage began in %(period)s, those counted who are "
            "still in it.",
            "Of about %(num)d suspects whose stage began in %(period)s, those counted who are "
            "still in it.",
            figure.people,
        ) % {"num": figure.people, **facts}
    things = PROPORTIONS_BY_CODE[code].subject.things
    facts |= {"true": str(figure.true), "known": str(figure.known), "things": str(things)}
    return _("About %(true)s of %(known)s in %(period)s. %(things)s.") % facts


def _before_text(figure: QuarterFigure) -> str:
    facts = {"value": _value_text(figure), "period": period_label(figure)}
    return _("Before the pilot, in %(period)s, it was %(value)s.") % facts
