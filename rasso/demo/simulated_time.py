"""
Simulated time of the demo: stories take turns on one clock, and the sweep runs as it would have.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from cases.offences.actions import time_limits
from timeliness import providers
from timeliness.actions import outbox, sweep
from timeliness.calendar import LONDON, is_working_day, london_day, london_moment
from timeliness.models import Clock
from victims.actions import duties

FIRST_HOUR, LAST_HOUR = time(9), time(17)
DAY = timedelta(days=1)

Road = Iterator[timedelta]  # a generator that yields the time until each next step
T = TypeVar("T")  # what an action of a story returns


class SimulatedTime:
    """Runs the steps of all stories in order of their moments, up to `ends_at`."""

    def __init__(self, *, ends_at: datetime) -> None:
        self.ends_at = ends_at
        self._now: datetime | None = None
        self._waiting: list[tuple[datetime, int, Road]] = []
        self._number = count()
        self._provider = providers.current_provider()

    @property
    def now(self) -> datetime:
        """The moment of the current step. There is none before the first step."""
        assert self._now is not None
        return self._now

    @now.setter
    def now(self, at: datetime) -> None:
        self._now = at

    def add_story(self, story: Road, *, starts_at: datetime) -> None:
        """Add a story: a generator that yields the time until its next step."""
        self._push(story, starts_at)

    def run(self) -> None:
        """Run all stories, and sweep clocks at each moment they are due."""
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
        """
        Recompute victims' duties and time limits once a day: what follows an action waits for the
        one commit.
        """
        if self._now and london_day(self._now) < london_day(at):
            duties.recompute_all_duties(at=self._now)
            time_limits.follow_left_limits(at=self._now)

    def _speak_until(self, at: datetime) -> None:
        """Sweep at each moment up to `at` at which a clock reminds."""
        while (due := self._next_look()) is not None and due <= at:
            sweep.sweep_clocks(at=due)
            self.send(due)
        sweep.sweep_clocks(at=at)

    def _next_look(self) -> datetime | None:
        looks = Clock.objects.running().exclude(look_at=None).order_by("look_at")
        return looks.values_list("look_at", flat=True).first()

    def send(self, at: datetime) -> None:
        """Send the deliveries that are due."""
        while outbox.send_next_delivery(provider=self._provider, at=at):
            pass


def in_office_hours(at: datetime) -> datetime:
    """The same moment if offices are open, else the next opening."""
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
    """A moment in office hours, a number of days before the end."""
    return in_office_hours(datetime.combine(ends_at.date(), FIRST_HOUR, UTC) - days(days_before))
