"""Time in the demo: stories take turns on one clock, and the sweep runs as at every moment."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from timeliness import providers
from timeliness.actions import outbox, sweep
from timeliness.calendar import LONDON, is_working_day, london_day, london_moment
from timeliness.models import Clock
from victims.actions import duties

FIRST_HOUR, LAST_HOUR = time(9), time(17)
DAY = timedelta(days=1)

Road = Iterator[timedelta]  # how long a story waits before each of its next steps
T = TypeVar("T")  # what an action of a story returns


class SimulatedTime:
    """Runs stories in the order of their moments, up to now; later steps have not happened yet."""

    def __init__(self, *, ends_at: datetime) -> None:
        self.ends_at = ends_at
        self._now: datetime | None = None
        self._waiting: list[tuple[datetime, int, Road]] = []
        self._number = count()
        self._provider = providers.current_provider()

    @property
    def now(self) -> datetime:
        """The moment of the step that is taken; before the first there is none."""
        assert self._now is not None
        return self._now

    @now.setter
    def now(self, at: datetime) -> None:
        self._now = at

    def tell(self, story: Road, *, starts_at: datetime) -> None:
        """Add a story: a generator that yields how long it waits before its next step."""
        self._push(story, starts_at)

    def run(self) -> None:
        """Live through it all, saying each reminder when it was due to be said."""
        while self._waiting and self._waiting[0][0] <= self.ends_at:
            at, _, story = heapq.heappop(self._waiting)
            self._reckon(at)
            self._speak_until(at)
            self.now = at
            wait = next(story, None)
            self.send(at)
            if wait is not None:
                self._push(story, at + wait)
        self._reckon(self.ends_at + DAY)
        self._speak_until(self.ends_at)

    def _push(self, story: Road, at: datetime) -> None:
        heapq.heappush(self._waiting, (in_office_hours(at), next(self._number), story))

    def _reckon(self, at: datetime) -> None:
        """What victims are owed follows each day's acts, as it would follow each act."""
        if self._now and london_day(self._now) < london_day(at):
            duties.recompute_all_duties(at=self._now)

    def _speak_until(self, at: datetime) -> None:
        """Sweep at each moment at which a clock has something to say."""
        while (due := self._next_look()) is not None and due <= at:
            sweep.sweep_clocks(at=due)
            self.send(due)
        sweep.sweep_clocks(at=at)

    def _next_look(self) -> datetime | None:
        looks = Clock.objects.running().exclude(look_at=None).order_by("look_at")
        return looks.values_list("look_at", flat=True).first()

    def send(self, at: datetime) -> None:
        """Send what has been told by then."""
        while outbox.send_next_delivery(provider=self._provider, at=at):
            pass


def in_office_hours(at: datetime) -> datetime:
    """The same moment, or the next at which an office is open."""
    local = at.astimezone(LONDON)
    day = london_day(at)
    if local.time() > LAST_HOUR:
        day += timedelta(days=1)
    elif local.time() >= FIRST_HOUR and is_working_day(day, {}):
        return at.astimezone(UTC)
    while not is_working_day(day, {}):
        day += timedelta(days=1)
    return london_moment(day, FIRST_HOUR) + timedelta(minutes=local.minute)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def start_moment(ends_at: datetime, days_before: float) -> datetime:
    """A working moment a number of days before the end."""
    return in_office_hours(datetime.combine(ends_at.date(), FIRST_HOUR, UTC) - days(days_before))
