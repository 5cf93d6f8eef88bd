"""What beat pokes for people/, which knows nothing of Celery. Each may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from people.actions import forgetting, grants


@shared_task
def forget():
    """Remove unsent texts, form keys and sessions that have run out."""
    forgetting.forget(at=timezone.now())


@shared_task
def end_expired_capacities():
    """What a person was named as ends with the last capacity that it rested on."""
    grants.end_expired(at=timezone.now())
