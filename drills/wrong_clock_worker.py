"""
The worker and beat on a machine whose clock is wrong by as many seconds as a file says.

The service reads the time by django.utils.timezone.now, which is a rule of the house; beat by its
app's now; and a worker, to see whether a poke has expired, by a datetime of its own.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from celery import Celery
from celery.worker import request
from django.utils import timezone

from rasso.celery import app

WRONG_BY = Path(os.environ["DRILL_CLOCK"])
django_now, celery_now = timezone.now, Celery.now


def wrong_by():
    return timedelta(seconds=float(WRONG_BY.read_text() or 0))


class WrongDatetime(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + wrong_by()


timezone.now = lambda: django_now() + wrong_by()
Celery.now = lambda self: celery_now(self) + wrong_by()
request.datetime = WrongDatetime

__all__ = ["app"]
