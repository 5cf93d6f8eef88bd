"""Heartbeats: named timestamps that jobs leave for monitoring."""

from datetime import datetime

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
