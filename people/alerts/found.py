"""What a search finds, and what makes it another alert of its rule: a day, a week or a month."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from people.alerts.entries import Person, SeenEntry
from people.alerts.rules import Rule

LONDON = ZoneInfo("Europe/London")
MAX_ENTRIES = 200  # kept with one alert


@dataclass(frozen=True)
class Found:
    """
    What a search found: key makes it another of its rule; number is what was counted.

    judged_after: how long after its last entry it is known to be one.
    """

    key: str
    entries: list[SeenEntry]
    number: int
    judged_after: timedelta = timedelta()

    @property
    def at(self) -> datetime:
        return self.entries[-1].at

    @property
    def known_at(self) -> datetime:
        return self.at + self.judged_after


Search = Callable[[Person, Rule, datetime], Iterator[Found]]  # the moment: what is new is later


def london_month(each: SeenEntry) -> str:
    """What is found again in another month is another alert."""
    return f"{each.at.astimezone(LONDON):%Y-%m}"


def london_week(each: SeenEntry) -> str:
    return f"{each.at.astimezone(LONDON):%G-W%V}"


def london_day(each: SeenEntry) -> str:
    return localdate(each.at).isoformat()
