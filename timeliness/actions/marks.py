"""Leaving a mark that something happened, for the monitor to find."""

from timeliness.models import Mark


def leave(name, *, at):
    """Set the mark in one statement, whether or not it was there."""
    Mark.objects.bulk_create(
        [Mark(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
