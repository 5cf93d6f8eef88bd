"""The closed days announced since GOV.UK's bundled list was made."""

from timeliness.calendar import ClosedDays
from timeliness.models import ExtraDay


def announced_days() -> list[ExtraDay]:
    """The announced closed days, latest first."""
    return list(ExtraDay.objects.order_by("-day"))


def announced_closed_days() -> ClosedDays:
    """{date: title} of the announced closed days."""
    return dict(ExtraDay.objects.values_list("day", "title"))
