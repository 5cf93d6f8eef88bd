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
from django.utils.translation import gettext_lazy, ngettext

from pilots.disclosure_control.rounding import MIN_PEOPLE_FOR_HALF
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.queries.filters import FigureFilter
from pilots.queries.proportions.figures import ProportionFigure, proportion_figures_by_code
from pilots.queries.stages.figures import StageFigure, stage_figures_by_measure
from pilots.queries.stages.text import period_label

MONTHS_IN_QUARTER = 3
NOTHING_PUBLISHED = gettext_lazy("Nothing has been published yet.")
TOO_FEW = gettext_lazy("Too few people have been counted here to show a number yet.")
NOT_REACHED = gettext_lazy(
    "There is no number to show yet: either too few people have been counted here, or half of them "
    "have not completed the stage."
)
QuarterFigure = StageFigure | ProportionFigure
QuartersByMeasure = Mapping[str, Sequence[QuarterFigure]]  # newest first


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


def quarters_of_measures(measures: Sequence[str], place: str, *, at: datetime) -> QuartersByMeasure:
    """The quarters of each measure but rates, in the order asked for. Four queries."""
    asked = FigureFilter(place, period_length="quarter")
    stages = [each for each in measures if each in STAGE_MEASURES_BY_CODE]
    shares = [PROPORTIONS_BY_CODE[each] for each in measures if each in PROPORTIONS_BY_CODE]
    found: QuartersByMeasure = {
        **stage_figures_by_measure(stages, asked, at=at),
        **proportion_figures_by_code(shares, asked, at=at),
    }
    return {each: found[each] for each in measures if each in found}


def pilot_numbers(quarters: QuartersByMeasure, starts_on: date) -> list[PilotNumber]:
    """The number of each measure that has one, in the same order."""
    made = [_number(code, figures, starts_on) for code, figures in quarters.items()]
    return [each for each in made if each]


def no_number_text(quarters: QuartersByMeasure, *, is_published: bool) -> Promise:
    """Why there is no number, where no measure has one."""
    if not is_published:
        return NOTHING_PUBLISHED
    every = (figure for figures in quarters.values() for figure in figures)
    stages = (each for each in every if isinstance(each, StageFigure))
    return NOT_REACHED if any(each.people >= MIN_PEOPLE_FOR_HALF for each in stages) else TOO_FEW


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
            "About %(num)d suspect began the stage in %(period)s. Those who are still in it are "
            "counted too.",
            "About %(num)d suspects began the stage in %(period)s. Those who are still in it are "
            "counted too.",
            figure.people,
        ) % {"num": figure.people, **facts}
    things = PROPORTIONS_BY_CODE[code].subject.things
    facts |= {"true": str(figure.true), "known": str(figure.known), "things": str(things)}
    return _("About %(true)s of %(known)s in %(period)s. %(things)s.") % facts


def _before_text(figure: QuarterFigure) -> str:
    facts = {"value": _value_text(figure), "period": period_label(figure)}
    return _("Before the pilot, in %(period)s, it was %(value)s.") % facts
