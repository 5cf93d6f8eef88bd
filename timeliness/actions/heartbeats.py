"""Heartbeats: named timestamps that jobs leave for monitoring."""

from collections.abc import Iterable
from datetime import datetime

from timeliness.certificate_marks import END_MARK
from timeliness.models import Mark


def leave_heartbeat(name: str, *, at: datetime) -> None:
    """Set a heartbeat to `at`, in one upsert."""
    Mark.objects.bulk_create(
        [Mark(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def move_heartbeat(name: str, *, at: datetime) -> datetime | None:
    """Set a heartbeat and return its previous moment, or None."""
    before = Mark.objects.filter(name=name).values_list("at", flat=True).first()
    leave_heartbeat(name, at=at)
    return before


def leave_first_end(kind: str, moments: Iterable[datetime], *, keeps: bool) -> None:
    """
    Leave the earliest of the moments at which certificates of a kind end; none removes what was.

    keeps: the moment that was left before counts too, since not all could be looked at.
    """
    name, known = END_MARK + kind, [*moments]
    if keeps:
        known += Mark.objects.filter(name=name).values_list("at", flat=True)
    if known:
        leave_heartbeat(name, at=min(known))
    else:
        Mark.objects.filter(name=name).delete()
