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
    """
    Send deliveries until none is due or SEND_BUDGET_SECONDS are over.

    What is due goes first; RELEASE_BUDGET_SECONDS of the time are kept to let go what is held and
    may go now, which then is sent too.
    """
    provider = providers.current_provider()
    stop_at = time.monotonic() + settings.SEND_BUDGET_SECONDS
    _send_until(stop_at - settings.RELEASE_BUDGET_SECONDS, provider)
    daily_mails.release_held_mail(at=timezone.now())
    _send_until(stop_at, provider)


def _send_until(stop_at: float, provider: providers.Provider) -> None:
    """Send deliveries until none is due or the machine's count of seconds comes to `stop_at`."""
    while time.monotonic() < stop_at:
        if not outbox.send_next_delivery(provider=provider, at=timezone.now()):
            break
