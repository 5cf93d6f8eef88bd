"""
Moments before now that are the same in every test of a process.

A page compares with the real clock, so its test begins its case some days before now. Where each
test takes its own now, no test's first steps are those of another (tests.support.replayed_steps).
"""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

TODAY = timezone.localdate()


def days_ago(days: int) -> datetime:
    """
    Six o'clock (UTC) on the day in London so many days before today.

    Days are counted by London's calendar, so neither the hour of the run nor the change of the
    clocks moves a count.

    Each step of a case takes an hour: from then on a dozen lie within one day, whatever the hour of
    the run. A night between a question and its answer moves a date (ADR 45).
    """
    return datetime.combine(TODAY - timedelta(days=days), time(6), tzinfo=UTC)
