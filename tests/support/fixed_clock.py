"""Start the clock of a test run at half past midnight in London summer, with TESTS_AT=midnight.

Until one o'clock the London day is a day ahead of the UTC day, so code that takes the day of a
moment in UTC fails. The clock runs on from there.
"""

import os
from datetime import UTC, datetime

from django.utils import timezone

MIDNIGHT = datetime(2027, 7, 14, 23, 30, tzinfo=UTC)  # 00:30 on Thursday 15 July in London


def shift_clock() -> None:
    """Shift timezone.now if TESTS_AT=midnight; call before any test module is imported."""
    if os.environ.get("TESTS_AT") != "midnight":
        return
    ticks = timezone.now
    ahead = MIDNIGHT - ticks()
    timezone.now = lambda: ticks() + ahead
