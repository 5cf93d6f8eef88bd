"""What beat pokes for people/ and cases/, which know nothing of Celery. Each may run twice."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.actions import scans
from cases.clamd import Clamd
from people.actions import forgetting, grants


@shared_task
def forget():
    """Remove unsent texts, form keys and sessions that have run out."""
    forgetting.forget(at=timezone.now())


@shared_task
def end_expired_capacities():
    """What a person was named as ends with the last capacity that it rested on."""
    grants.end_expired(at=timezone.now())


@shared_task
def scan():
    """Scan what waits, where there is a scanner, until nothing is due or this poke's time is up."""
    if not settings.CLAMD:
        return
    scanner = Clamd(settings.CLAMD, seconds=settings.SCAN_SECONDS)
    stop_at = time.monotonic() + settings.SCAN_BUDGET_SECONDS
    while time.monotonic() < stop_at:
        if not scans.scan_next(scanner=scanner, at=timezone.now()):
            break
