"""Announce and withdraw closed days that the bundled list of bank holidays lacks."""

from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from people.access import audit_log
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.models import Operation
from timeliness.actions import clocks
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import london_moment
from timeliness.models import Clock, ExtraDay
from timeliness.permissions import DAY, SITE

ANNOUNCED = _("This day has already been announced.")

# bulk_update would write a CASE for every clock and column: three times as long at 10,000 clocks.
MOVE_CLOCKS_SQL = """
UPDATE timeliness_clock clock
SET due_at = moved.due_at, remind_at = moved.remind_at, overdue_at = moved.overdue_at,
    escalate_at = moved.escalate_at, look_at = moved.look_at
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[])
    AS moved (id, due_at, remind_at, overdue_at, escalate_at, look_at)
WHERE clock.id = moved.id
"""


@transaction.atomic
def announce_closed_day(*, by: Scope, day: date, title: str, at: datetime) -> ExtraDay:
    """
    Announce a closed day and recount every running clock that it affects.

    Raises Refused for a past day, a weekend, a bank holiday or a day already announced.
    """
    row = ExtraDay(day=day, title=title)
    open_calendar_action("announce_closed_day", row, by=by, at=at)
    if ExtraDay.objects.filter(day=day).exists():
        raise Refused(ANNOUNCED, is_stage=True)
    row.save(force_insert=True)
    recount_clocks_from(day, at=at)
    return row


@transaction.atomic
def withdraw_closed_day(*, by: Scope, day: date, at: datetime) -> None:
    """Withdraw a closed day and recount the clocks. A day already withdrawn is no error."""
    row = ExtraDay(day=day)
    open_calendar_action("withdraw_closed_day", row, by=by, at=at)
    ExtraDay.objects.filter(day=day).delete()
    recount_clocks_from(day, at=at)


def open_calendar_action(verb: str, row: ExtraDay, *, by: Scope, at: datetime) -> None:
    """Check the permission, lock the calendar exclusively, log. Raises Refused."""
    SITE.check(by, verb)
    DAY.check(by, verb, row)
    clocks.lock_calendar_exclusive()
    audit_log.record_entry(
        operation=Operation.ALTERATION,
        verb=verb,
        by=by,
        capacities=by.all_capacities,
        kind=ExtraDay._meta.label,
        ids=[row.pk],
        at=at,
    )


def recount_clocks_from(day: date, *, at: datetime) -> None:
    """Recount every running clock whose escalation is on or after this day."""
    touched = (
        Clock.objects.running()
        .filter(escalate_at__gte=london_moment(day, time.min))
        .select_related("recipient_unit")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    extra = announced_closed_days()
    moved = [clock for clock in touched if clocks.recount_clock(clock, at=at, extra=extra)]
    with connection.cursor() as cursor:
        columns = ("pk", *clocks.MOMENT_COLUMNS)
        cursor.execute(
            MOVE_CLOCKS_SQL, [[getattr(clock, name) for clock in moved] for name in columns]
        )
