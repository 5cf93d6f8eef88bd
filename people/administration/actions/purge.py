"""What is kept for a while for a person's convenience, and then is not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from people.administration.actions.systems import purge_calls
from people.models import Draft, Posted


@transaction.atomic
def purge_expired(*, at: datetime) -> None:
    """
    Remove drafts that nobody came back to, the keys of forms that no open page can still send,
    what systems were answered, and sessions so long over that nobody needs to know whose they were.
    """
    Draft.objects.filter(saved_at__lt=at - timedelta(days=settings.DRAFT_DAYS)).delete()
    Posted.objects.filter(at__lt=at - timedelta(days=settings.FORM_KEY_DAYS)).delete()
    purge_calls(at=at)
    over = at - timedelta(seconds=settings.SESSION_LENGTH_SECONDS)
    Session.objects.filter(expire_date__lt=over).delete()
