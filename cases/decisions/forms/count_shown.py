"""What a count says so far, in words, whether or not its form is valid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from cases.decisions.counts import ActToCharge
from cases.decisions.queries.counts import days_text
from cases.decisions.way_round import VictimAct
from cases.models import Offence
from cases.offences.alleged_days import ActDays, Verdict
from cases.offences.queries.obstacles import cautions_about, needs_consent
from cases.offences.queries.offence_table import judge
from timeliness.calendar import london_day


@dataclass(frozen=True)
class CountShown:
    """What a count says so far; None where it does not. victim: number on the case."""

    offence: Offence | None
    victim: int | None
    days: tuple[date, date] | None

    @property
    def days_in_words(self) -> str:
        return days_text(self.days) if self.days else ""

    @property
    def cautions(self) -> list[str]:
        """What the law says of an act of these days, and of consent and time limits."""
        if self.offence is None or self.days is None:
            return []
        act = ActToCharge(self.offence, *self.days)
        return cautions_about(act, today=london_day(timezone.now()))

    @property
    def act(self) -> VictimAct | None:
        """What is charged of whom and when; None until all of it is said."""
        if self.offence is None or self.days is None or self.victim is None:
            return None
        return VictimAct(self.victim, self.offence.pk, ActDays(*self.days))

    @property
    def may_need_consent(self) -> bool:
        """Whether someone must consent to its prosecution, always or in some cases."""
        if self.offence is None or self.days is None:
            return False
        return needs_consent(ActToCharge(self.offence, *self.days))

    @property
    def crosses_acts(self) -> bool:
        """Whether it is charged in the alternative under another Act too."""
        if self.offence is None or self.days is None:
            return False
        return judge(self.offence.pk, *self.days).verdict == Verdict.ALTERNATIVE


def day_so_far(value: Any) -> date | None:
    """A date, or what was typed of one; None if it is no day."""
    if isinstance(value, date) or not value:
        return value or None
    try:
        return date(*(int(value[part]) for part in ("year", "month", "day")))
    except (KeyError, TypeError, ValueError):
        return None
