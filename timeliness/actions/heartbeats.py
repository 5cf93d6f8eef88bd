"""Leaving a mark that something happened, for the monitor to find."""

from datetime import datetime

from timeliness.models import Mark


def leave_heartbeat(name: str, *, at: datetime) -> None:
    """Set the mark in one statement, whether or not it was there."""
    Mark.objects.bulk_create(
        [Mark(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def move_heartbeat(name: str, *, at: datetime) -> datetime | None:
    """Set the mark, and return where it was; None where it was nowhere."""
    before = Mark.objects.filter(name=name).values_list("at", flat=True).first()
    leave_heartbeat(name, at=at)
    return before
