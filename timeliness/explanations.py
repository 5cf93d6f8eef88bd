"""How the due time of a clock came about: its period, and the days one by one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from people.text.dates import format_weekday
from timeliness.calendar import (
    SATURDAY,
    ClosedDays,
    bank_holidays,
    is_working_day,
    london_day,
)
from timeliness.due_text import period_length_text, uncertainty_text
from timeliness.models import Clock, Confidence
from timeliness.periods import PERIODS_BY_VERSION, Period


@dataclass(frozen=True)
class CountedDay:
    """
    One day on the way to a due day: the working days counted so far, or why it does not count.
    """

    day: date
    counted: int  # 0 for the day of the event itself and for days that do not count
    why_not: str

    @property
    def weekday_and_day(self) -> str:
        return format_weekday(self.day)


@dataclass(frozen=True)
class ClockExplanation:
    """
    How the due time of a clock came about.

    Of a clock whose date was moved by agreement, how the first due time did.

    announced: the closed days that GOV.UK's bundled list does not have yet, with their titles.
    """

    clock: Clock
    announced: ClosedDays

    @property
    def period(self) -> Period | None:
        """The period that was counted; None for a date that people set or agreed."""
        return PERIODS_BY_VERSION.get(self.rule_version)

    @property
    def rule_version(self) -> str:
        """The version of the period that was counted, or that people set the date."""
        return self.clock.first_rule_version or self.clock.rule_version

    @property
    def counted_to(self) -> datetime:
        """The due time that the period gives: the first one."""
        return self.clock.first_due_at or self.clock.due_at

    @property
    def is_moved(self) -> bool:
        """Whether both sides agreed to a later date."""
        return self.clock.first_due_at is not None

    @property
    def event(self) -> str:
        """What the period is counted from; "" for a date that people set or agreed."""
        return capfirst(self.period.counts_from) if self.period else ""

    @property
    def amount(self) -> str:
        return period_length_text(self.period) if self.period else ""

    @property
    def confidence(self) -> str | Promise:
        return Confidence(self.clock.first_confidence or self.clock.confidence).label

    @property
    def doubt(self) -> str:
        """Why the due day may still change; "" where it is certain."""
        return uncertainty_text(london_day(self.clock.due_at))

    @cached_property
    def days(self) -> list[CountedDay]:
        """Every day to the due day, where working days are counted; otherwise none."""
        if self.period is None or self.period.unit != "working_days":
            return []
        began = london_day(self.clock.started_at)
        last, found, counted = london_day(self.counted_to), [], 0
        for n in range((last - began).days + 1):
            day = began + timedelta(days=n)
            counts = n > 0 and is_working_day(day, self.announced)
            counted += counts
            why_not = "" if counts else self._why_not(day, is_first=n == 0)
            found.append(CountedDay(day, counted if counts else 0, why_not))
        return found

    def _why_not(self, day: date, *, is_first: bool) -> str:
        if is_first:
            return _("The day of the event is day 0")
        if title := (bank_holidays() | self.announced).get(day):
            return title
        return _("A weekend") if day.weekday() >= SATURDAY else _("Offices are closed")
