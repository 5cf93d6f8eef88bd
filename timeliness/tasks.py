"""What beat pokes. Each may run twice, at once or never, and Postgres decides what is due."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from timeliness import providers
from timeliness.actions import outbox, sweep


@shared_task
def sweep_clocks() -> None:
    """Say what clocks have come to say."""
    sweep.sweep_clocks(at=timezone.now())


@shared_task
def send_deliveries() -> None:
    """Send until nothing is due or this poke's time is up."""
    provider, stop_at = (
        providers.current_provider(),
        time.monotonic() + settings.SEND_BUDGET_SECONDS,
    )
    while time.monotonic() < stop_at:
        if not outbox.send_next_delivery(provider=provider, at=timezone.now()):
            break
