"""Closed days that were announced after our list of bank holidays was made."""

from datetime import time

from django.db import transaction

from people import audit
from people.models import Operation
from timeliness.actions import clocks
from timeliness.calendar import moment_of
from timeliness.models import Clock, ExtraDay
from timeliness.permissions import SITE


@transaction.atomic
def announce(*, by, day, title, at):
    """Close the offices on this day, and work out again every running clock that it touches."""
    begin("announce_closed_day", day, by=by, at=at)
    ExtraDay.objects.update_or_create(day=day, defaults={"title": title})
    recount_from(day, at=at)


@transaction.atomic
def withdraw(*, by, day, at):
    """Open them after all."""
    begin("withdraw_closed_day", day, by=by, at=at)
    ExtraDay.objects.filter(day=day).delete()
    recount_from(day, at=at)


def begin(verb, day, *, by, at):
    """Check and record; raises Refused with the reason."""
    SITE.check(by, verb)
    audit.record(
        operation=Operation.ALTERATION,
        verb=verb,
        by=by,
        capacities=by.everything,
        kind=ExtraDay._meta.label,
        ids=[day],
        at=at,
    )


def recount_from(day, *, at):
    """Clocks with something still to say on or after this day, locked in primary-key order."""
    touched = (
        Clock.objects.running()
        .filter(escalate_at__gte=moment_of(day, time.min))
        .select_related("recipient_unit")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    extra = clocks.extra_days()
    for clock in touched.iterator():
        clocks.recount(clock, at=at, extra=extra)
