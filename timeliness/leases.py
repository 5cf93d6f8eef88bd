"""Waiting until a moment that a row carries, on a machine whose clock can be wrong for a while."""

from datetime import datetime, timedelta

from django.db.models import Q


def wait_over_filter(field: str, *, at: datetime, longest: float) -> Q:
    """
    Rows whose wait is over: the moment in the field has come.

    longest: seconds, no shorter than any wait that we set. A moment further off was set while the
    machine's clock was ahead, and nobody waits for that.
    """
    beyond = at + timedelta(seconds=longest)
    return Q(**{f"{field}__lte": at}) | Q(**{f"{field}__gt": beyond})
