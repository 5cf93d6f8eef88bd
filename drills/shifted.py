"""
The worker and beat on a machine whose clock is wrong by as many seconds as a file says.

What the service reads the time by is django.utils.timezone.now, and what beat reads it by is its
app's now: a rule of the house and one of Celery. So these two are a whole process's clock.
"""

import os
from datetime import timedelta
from pathlib import Path

from celery import Celery
from django.utils import timezone

from rasso.celery import app

WRONG_BY = Path(os.environ["DRILL_CLOCK"])
django_now, celery_now = timezone.now, Celery.now


def wrong_by():
    return timedelta(seconds=float(WRONG_BY.read_text() or 0))


timezone.now = lambda: django_now() + wrong_by()
Celery.now = lambda self: celery_now(self) + wrong_by()

__all__ = ["app"]
