"""
Moments before now that are the same in every test of a process.

A page compares with the real clock, so its test begins its case some days before now. Where each
test takes its own now, no test's first steps are those of another (tests.support.replayed_steps).
"""

from datetime import datetime, timedelta

from django.utils import timezone

MORNING = timezone.now().replace(hour=6, minute=0, second=0, microsecond=0)


def days_ago(days: int) -> datetime:
    """
    Six o'clock (UTC) so many days ago.

    Each step of a case takes an hour: from then on a dozen lie within one day, whatever the hour of
    the run. A night between a question and its answer moves a date (ADR 45).
    """
    return MORNING - timedelta(days=days)
