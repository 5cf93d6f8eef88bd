"""Celery tasks of clocks and deliveries. Each may run twice, concurrently or never: Postgres
decides what is due.
"""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from timeliness import providers
from timeliness.actions import daily_mails, outbox, sweep


@shared_task
def sweep_clocks() -> None:
    """Turn reached clocks into reminders."""
    sweep.sweep_clocks(at=timezone.now())


@shared_task
def send_deliveries() -> None:
    """Send deliveries until none is due or SEND_BUDGET_SECONDS are over; first let go the held."""
    provider, stop_at = (
        providers.current_provider(),
        time.monotonic() + settings.SEND_BUDGET_SECONDS,
    )
    daily_mails.release_held_mail(at=timezone.now())
    while time.monotonic() < stop_at:
        if not outbox.send_next_delivery(provider=provider, at=timezone.now()):
            break
