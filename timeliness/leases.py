"""Filter rows by a wait-until moment, robust against a machine clock that was ahead."""

from datetime import datetime, timedelta

from django.db.models import Q


def wait_over_filter(field: str, *, at: datetime, longest: float) -> Q:
    """
    Condition: the moment in `field` has come.

    longest: seconds, at least as long as any wait we set. A moment further ahead was set while the
    machine's clock was ahead, so it counts as over too.
    """
    beyond = at + timedelta(seconds=longest)
    return Q(**{f"{field}__lte": at}) | Q(**{f"{field}__gt": beyond})
