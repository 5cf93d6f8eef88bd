"""Mark notices as read."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from people.access.scopes import Scope
from timeliness.models import Delivery


@transaction.atomic
def mark_read(*, by: Scope, at: datetime, references: Iterable[UUID]) -> None:
    """
    Mark a person's own notices as read; references to others' notices are ignored.

    Skips a notice whose clock is being stopped or resumed at this moment; it stays unread.
    """
    _mark(Delivery.objects.filter(reference__in=references), by=by, at=at)


@transaction.atomic
def mark_read_about(
    *, by: Scope, about: UUID, only: Collection[str] = (), but: Collection[str] = ()
) -> None:
    """
    Mark a person's own notices about a row as read, as mark_read() does.

    only: these kinds; all, if there are none. but: not these kinds.
    """
    rows = Delivery.objects.filter(about=about, is_stopped=False).exclude(notice__in=but)
    _mark(rows.filter(notice__in=only) if only else rows, by=by, at=by.at)


@transaction.atomic
def mark_one_read(*, by: Scope, notice: str, about: UUID, created_at: datetime) -> None:
    """Mark a person's own notice of this kind and moment about a row as read."""
    rows = Delivery.objects.filter(notice=notice, about=about, created_at=created_at)
    _mark(rows.filter(is_stopped=False), by=by, at=by.at)


def _mark(rows: QuerySet[Delivery], *, by: Scope, at: datetime) -> None:
    unread = rows.filter(recipient_id=by.user_id, read_at=None)
    locked = unread.select_for_update(skip_locked=True).values("pk")
    Delivery.objects.filter(pk__in=locked).update(read_at=at)
