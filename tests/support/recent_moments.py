"""
Moments before now that are the same in every test of a process.

A page compares with the real clock, so its test begins its case some days before now. Where each
test takes its own now, no test's first steps are those of another (tests.support.replayed_steps).
"""

from datetime import datetime, timedelta

from django.utils import timezone

PROCESS_BEGAN = timezone.now().replace(microsecond=0)


def days_ago(days: float) -> datetime:
    """The moment so many days before this process began."""
    return PROCESS_BEGAN - timedelta(days=days)
