"""Mark notices as read."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from people.access.scopes import Scope
from timeliness.models import Delivery


@transaction.atomic
def mark_read(*, by: Scope, at: datetime, references: Iterable[UUID]) -> None:
    """
    Mark a person's own notices as read; references to others' notices are ignored.

    Skips a notice whose clock is being stopped or resumed at this moment; it stays unread.
    """
    mine = Delivery.objects.filter(recipient_id=by.user_id, reference__in=references, read_at=None)
    locked = mine.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Delivery.objects.filter(pk__in=list(locked)).update(read_at=at)
