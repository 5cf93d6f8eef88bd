"""Closed days that were announced after our list of bank holidays was made."""

from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from people import audit
from people.access import Scope
from people.models import Operation
from people.rules import Refused
from timeliness.actions import clocks
from timeliness.calendar import moment_of
from timeliness.models import Clock, ExtraDay
from timeliness.permissions import DAY, SITE

ANNOUNCED = _("This day has already been announced.")

# bulk_update would write a CASE for every clock and column: three times as long at 10,000 clocks.
WRITE = """
UPDATE timeliness_clock clock
SET due_at = moved.due_at, remind_at = moved.remind_at, overdue_at = moved.overdue_at,
    escalate_at = moved.escalate_at, look_at = moved.look_at
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[])
    AS moved (id, due_at, remind_at, overdue_at, escalate_at, look_at)
WHERE clock.id = moved.id
"""


@transaction.atomic
def announce(*, by: Scope, day: date, title: str, at: datetime) -> ExtraDay:
    """
    Close the offices on this day, and work out again every running clock that it touches.

    Raises Refused for a day that is over, or on which offices are closed anyway.
    """
    row = ExtraDay(day=day, title=title)
    begin("announce_closed_day", row, by=by, at=at)
    if ExtraDay.objects.filter(day=day).exists():
        raise Refused(ANNOUNCED, is_stage=True)
    row.save(force_insert=True)
    recount_from(day, at=at)
    return row


@transaction.atomic
def withdraw(*, by: Scope, day: date, at: datetime) -> None:
    """Open them after all. A day that another person has withdrawn meanwhile stays withdrawn."""
    row = ExtraDay(day=day)
    begin("withdraw_closed_day", row, by=by, at=at)
    ExtraDay.objects.filter(day=day).delete()
    recount_from(day, at=at)


def begin(verb: str, row: ExtraDay, *, by: Scope, at: datetime) -> None:
    """Check, keep everybody else from counting, and record; raises Refused with the reason."""
    SITE.check(by, verb)
    DAY.check(by, verb, row)
    clocks.change_calendar()
    audit.record(
        operation=Operation.ALTERATION,
        verb=verb,
        by=by,
        capacities=by.everything,
        kind=ExtraDay._meta.label,
        ids=[row.pk],
        at=at,
    )


def recount_from(day: date, *, at: datetime) -> None:
    """Every clock with something still to say on or after this day, as the calendar now is."""
    touched = (
        Clock.objects.running()
        .filter(escalate_at__gte=moment_of(day, time.min))
        .select_related("recipient_unit")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    extra = clocks.extra_days()
    moved = [clock for clock in touched if clocks.recount(clock, at=at, extra=extra)]
    with connection.cursor() as cursor:
        columns = ("pk", *clocks.MOMENTS)
        cursor.execute(WRITE, [[getattr(clock, name) for clock in moved] for name in columns])
