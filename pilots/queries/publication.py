"""When figures were published and counted, and until which month."""

from datetime import date, datetime
from typing import Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from pilots.disclosure_control.publication_dates import quarters_closed_until
from timeliness.calendar import london_day
from timeliness.models import Mark


def figures_published_at() -> datetime | None:
    """When the current figures were published; None: never."""
    return Mark.objects.filter(name="published").values_list("at", flat=True).first()


def measures_refreshed_at() -> datetime | None:
    """When the worker last brought the measures in line with the facts; None: never."""
    return Mark.objects.filter(name="counted").values_list("at", flat=True).first()


def figures_published_on() -> date | None:
    """The London day of figures_published_at."""
    at = figures_published_at()
    return at and london_day(at)


PUBLICATION_NOTE = _(
    "Figures are published once a month, as the facts stood then, and stay as they are until the "
    "next time. A unit and a force are counted until the end of the month before; an Area, and "
    "England and Wales, in quarters that have been closed for a month."
)


ROUNDING_NOTE = _(
    "Every number of people is rounded to the nearest five; nought to four is always "
    "shown as “fewer than 5”. By a secret random draw about one case in ten is left "
    "out and about one in ten is counted twice, so that no one can tell from any "
    "figures whether one case is among them. Rounded numbers may not add up."
)


PLACE_NOTE = _(
    "A case counts for the units that have it now. What the police have not sent to "
    "the CPS is not in the figures of a CPS unit or Area."
)


RESTRICTED_CASES_NOTE = _(
    "Restricted cases are not in the figures, except those counted before they were "
    "restricted: a restriction does not change published figures."
)


class PeriodFigure(Protocol):
    """The published numbers of one period, whatever they count."""

    @property
    def first(self) -> date: ...

    @property
    def is_empty(self) -> bool: ...


FigureT = TypeVar("FigureT", bound=PeriodFigure)


def trim_empty_periods(found: list[FigureT], published: date | None) -> list[FigureT]:
    """
    Figures, newest first, without empty ones at either end.

    At the newest end only those that may not be published here yet: places above a force are
    counted in closed quarters only.
    """
    while len(found) > 1 and found[-1].is_empty:
        found.pop()
    while len(found) > 1 and found[0].is_empty and _may_be_unpublished(found[0], published):
        found.pop(0)
    return found


def _may_be_unpublished(one: PeriodFigure, published: date | None) -> bool:
    return published is None or one.first >= quarters_closed_until(published)
