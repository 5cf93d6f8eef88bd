"""
Worker and beat with a clock that is wrong by the number of seconds in a file.

The service reads the time with django.utils.timezone.now (a house rule), beat with its app's now,
and a worker with a datetime of its own, to see whether a task has expired.
"""

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from celery import Celery
from celery.worker import request
from django.utils import timezone

from rasso.celery import app

WRONG_BY = Path(os.environ["DRILL_CLOCK"])
django_now, celery_now = timezone.now, Celery.now


def wrong_by() -> timedelta:
    return timedelta(seconds=float(WRONG_BY.read_text() or 0))


class WrongDatetime(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # celery only compares it
        return datetime.now(tz) + wrong_by()


timezone.now = lambda: django_now() + wrong_by()
Celery.now = lambda self: celery_now(self) + wrong_by()
request.datetime = WrongDatetime

__all__ = ["app"]
