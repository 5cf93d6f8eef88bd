"""Heartbeats that have when the first certificate of a kind ends."""

from datetime import datetime

from timeliness.models import Mark

END_MARK = "ends: "  # begins their names; the kind follows


def first_ends() -> dict[str, datetime]:
    """The moment at which the first certificate of each kind ends, the earliest kind first."""
    rows = Mark.objects.filter(name__startswith=END_MARK).order_by("at")
    return {name.removeprefix(END_MARK): at for name, at in rows.values_list("name", "at")}
