"""Delete short-lived rows: drafts, idempotency keys, stored responses, tokens, sessions."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session as EarlierSession
from django.db import transaction

from people.administration.actions.systems import purge_calls
from people.models import Draft, IdempotencyKey, Session


@transaction.atomic
def purge_expired(*, at: datetime) -> None:
    """
    Delete abandoned drafts, form keys that no open page can still send, stored API responses, and
    sessions that ended so long ago that their user need not be known.
    """
    Draft.objects.filter(saved_at__lt=at - timedelta(days=settings.DRAFT_DAYS)).delete()
    IdempotencyKey.objects.filter(at__lt=at - timedelta(days=settings.FORM_KEY_DAYS)).delete()
    purge_calls(at=at)
    over = at - timedelta(seconds=settings.SESSION_LENGTH_SECONDS)
    Session.objects.filter(expire_date__lt=over).delete()
    EarlierSession.objects.filter(expire_date__lt=over).delete()  # of the release before
