"""What was asked of others about a victim, as far as the victim has been told of it in writing."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from cases.models import NoticePart, NoticeRecipient, Reach, VictimRequest
from people.text.dates import format_day
from timeliness.calendar import london_day


def requests_told(rows: QuerySet[VictimRequest]) -> Iterator[tuple[UUID, str, str, date, str]]:
    """
    (victim, code, text, day on which they were told, what happened since) of each of these
    requests.

    One of which the victim has not been told themself leaves no trace: by an exception, not yet, or
    because somebody else was told in their place. Nor does one of which they were not told what is
    sought, since its holder would say it.
    """
    told = rows.filter(
        notices__given_on__isnull=False, notices__recipient=NoticeRecipient.VICTIM,
        notices__left_out__in={"", *NoticePart} - {NoticePart.WHAT},
    )  # fmt: skip
    told = told.annotate(told_on=Min("notices__given_on"))  # a part first, then the whole
    each: Any
    for each in told.order_by("told_on", "pk"):
        told_on: date = each.told_on
        steps = _steps_text(each, told_on)
        yield each.victim_id, each.reach, _request_text(each), told_on, steps


def _request_text(request: VictimRequest) -> str:
    """A request in words: in which way, and of whom."""
    label = str(Reach(request.reach).label)
    is_named = request.holder and request.reach != Reach.DEVICE
    return f"{label}: {request.holder}" if is_named else label


def _steps_text(request: VictimRequest, told_on: date) -> str:
    """What happened to a request, by day."""
    steps = (
        (told_on, _("The victim was told in writing on %(day)s.")),
        (request.requested_on, _("Asked for on %(day)s.")),
        (request.replied_on, _("Answered on %(day)s.")),
        (request.withdrawn_on, _("The agreement was withdrawn on %(day)s.")),
        (request.returned_on, _("Given back on %(day)s.")),
        (
            london_day(request.dropped_at) if request.dropped_at else None,
            _("The police stopped asking on %(day)s."),
        ),
    )
    return " ".join(words % {"day": format_day(day)} for day, words in steps if day)
