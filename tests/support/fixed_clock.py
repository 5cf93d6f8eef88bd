"""
The clock of a test run, which TESTS_AT=midnight puts half an hour past a summer midnight in London.

From then until one o'clock it is a day that has not begun by UTC, so that whoever takes the day of
a moment in UTC is a day behind. It goes on from there, for as long as the run takes.
"""

import os
from datetime import UTC, datetime

from django.utils import timezone

MIDNIGHT = datetime(2027, 7, 14, 23, 30, tzinfo=UTC)  # 00:30 on Thursday 15 July in London


def put_on() -> None:
    """Put the clock on where the environment asks for it; before any module of tests is read."""
    if os.environ.get("TESTS_AT") != "midnight":
        return
    ticks = timezone.now
    ahead = MIDNIGHT - ticks()
    timezone.now = lambda: ticks() + ahead
