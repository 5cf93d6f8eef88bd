"""A clock as a page explains it: when it is due, and how that came about."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.text.dates import format_day
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import ClosedDays, london_day
from timeliness.due_text import due_at_text, is_hour_clock
from timeliness.explanations import ClockExplanation
from timeliness.models import Clock


@dataclass(frozen=True)
class ExplainedClock:
    """
    A clock as text.

    note: what the source of its period leaves open, or who set the date. is_whole_day: it is about
    the whole of its day, whatever the hour at which it reminds.
    """

    counted: ClockExplanation
    due: tuple[str, str]  # (text, tone)
    note: str | Promise
    is_whole_day: bool = False

    @property
    def clock(self) -> Clock:
        return self.counted.clock

    @property
    def is_hour(self) -> bool:
        return not self.is_whole_day and is_hour_clock(self.clock.due_at)


def explain_clock(
    clock: Clock, *, at: datetime, note: str | Promise = "", closed: ClosedDays | None = None,
    is_whole_day: bool = False,
) -> ExplainedClock:  # fmt: skip
    """A clock with its explanation. closed: the announced closed days; read if None."""
    extra = announced_closed_days() if closed is None else closed
    due = due_at_text(clock.due_at, at=at)
    return ExplainedClock(ClockExplanation(clock, extra), due, note, is_whole_day)


def counted_text(found: ExplainedClock) -> str:
    """The due day of a counted clock in one sentence, with its period, event and authority."""
    counted = found.counted
    if counted.period is None:
        return f"{format_day(london_day(counted.clock.due_at))}. {found.note}".strip()
    told = {
        "day": format_day(london_day(counted.clock.due_at)), "amount": counted.amount,
        "event": counted.event, "since": format_day(london_day(counted.clock.started_at)),
        "authority": counted.period.authority,
    }  # fmt: skip
    return _("%(day)s: %(amount)s, counted from %(since)s (%(event)s). %(authority)s.") % told
