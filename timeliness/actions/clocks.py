"""Start, agree, stop and move clocks. A due time is worked out here, once, and kept with its rule.

Called inside the transaction of the verb that gives or ends the turn, which has checked who asks
and, before it locked any row, said keep_calendar().
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from people.models import Unit
from timeliness import periods, reminder_times
from timeliness.calendar import ClosedDays, end_of_day, london_day
from timeliness.models import Clock, Confidence, CountedIn, ExtraDay

AGREED = "agreed"  # the rule version of a date that people settled between them
MOMENT_COLUMNS = ("due_at", "remind_at", "overdue_at", "escalate_at", "look_at")


def lock_calendar_shared() -> None:
    """
    Let no closed day be announced or withdrawn until this transaction ends.

    Said by whatever may start, move or stop clocks, before it locks any row: it then neither counts
    with days that are changing, nor waits for a clock while the recount waits for its rows.
    """
    advisory_locks.take_shared_lock(AdvisoryLock.CALENDAR)


def lock_calendar_exclusive() -> None:
    """Wait until nobody counts, and keep everybody from counting until this transaction ends."""
    advisory_locks.take_exclusive_lock(AdvisoryLock.CALENDAR)


def start_clock(
    *,
    rule: str,
    about: UUID,
    subject: str,
    unit: Unit | None,
    at: datetime,
    confidence: str | None = None,
) -> Clock:
    """Start the rule's clock against a unit, counting from `at`; raises NoPeriod if none is set.

    `confidence` overrides the period's own where the rule is borrowed for a turn like it.
    """
    extra = announced_closed_days()
    period = periods.period_in_force(rule, on=london_day(at), area=unit.area)
    return create_clock(
        rule=rule,
        rule_version=period.version,
        confidence=confidence or period.confidence,
        counted_in=period.counted_in,
        due_at=periods.explain_due_time(period, event_at=at, extra=extra).due_at,
        about=about,
        subject=subject,
        recipient_unit=unit,
        started_at=at,
        extra=extra,
    )


def start_clock_if_set(
    *, rule: str, about: UUID, subject: str, unit: Unit, at: datetime
) -> Clock | None:
    """Start a clock where the unit’s Area has settled the length of its rule; else None."""
    if periods.period_if_set(rule, on=london_day(at), area=unit.area) is None:
        return None
    return start_clock(rule=rule, about=about, subject=subject, unit=unit, at=at)


def start_agreed_clock(
    *, due_on: date, rule: str, about: UUID, subject: str, unit: Unit, at: datetime
) -> Clock:
    """Start a clock that runs to the end of an agreed London day; `rule` says what for."""
    return create_clock(
        rule=rule,
        rule_version=AGREED,
        confidence=Confidence.AGREED,
        counted_in=CountedIn.DAYS,
        due_at=end_of_day(due_on),
        about=about,
        subject=subject,
        recipient_unit=unit,
        started_at=at,
        extra=announced_closed_days(),
    )


def start_recorded_end_clock(
    *, ends: date | datetime, rule: str, about: UUID, subject: str, unit: Unit, at: datetime
) -> Clock:
    """
    Start a clock that tells of an end which somebody recorded: a London day, or a moment.

    rule: one of deadlines.RECORDED_ENDS. Nobody is late with it, whatever it says.
    """
    return create_clock(
        rule=rule,
        rule_version=AGREED,
        confidence=Confidence.AGREED,
        counted_in=CountedIn.HOURS if isinstance(ends, datetime) else CountedIn.DAYS,
        due_at=reminder_times.recorded_end_moment(ends, area=unit.area),
        about=about,
        subject=subject,
        recipient_unit=unit,
        started_at=at,
        extra=announced_closed_days(),
    )


def create_clock(*, extra: ClosedDays, **values: Any) -> Clock:
    """Write the clock down with the moments at which it will speak."""
    clock = Clock(**values)
    set_reminder_points(clock, since=clock.started_at, extra=extra)
    clock.save(force_insert=True)
    return clock


def stop_clock(clock: Clock | None, *, at: datetime) -> None:
    """What was asked has been done; anything still unsent about it will not be sent."""
    if clock.closed_at is None:
        clock.closed_at = at
        clock.save(update_fields=["closed_at"])


def resume_clock(clock: Clock, *, at: datetime) -> None:
    """What was asked is asked again, by the same time; what was said of it is not said again."""
    clock.closed_at = None
    set_reminder_points(clock, since=at, extra=announced_closed_days())
    clock.save()


def move_clock(
    clock: Clock, *, at: datetime, due_on: date | None = None, due_at: datetime | None = None
) -> None:
    """Run to an agreed day, or moment, instead; it then speaks for that and no longer for this."""
    until = end_of_day(due_on) if due_on else due_at
    if until is None:
        raise TypeError("Say to which day or moment.")
    clock.rule_version, clock.confidence = AGREED, Confidence.AGREED
    clock.counted_in = CountedIn.DAYS if due_on else CountedIn.HOURS
    clock.due_at = until
    set_reminder_points(clock, since=at, extra=announced_closed_days())
    clock.save()


def hand_over_clocks(*, about: UUID, of: Unit, to: Unit) -> None:
    """What runs about a case against one unit runs against another, with every time as it was."""
    Clock.objects.running().filter(about=about, recipient_unit=of).update(recipient_unit=to)


def move_clocks_to_unit(*, of: Unit, to: Unit) -> None:
    """
    A unit became part of another: what runs against it, or may be resumed, is the other's.

    Those that were stopped go along, because what was asked may be asked again.
    """
    Clock.objects.filter(recipient_unit=of).update(recipient_unit=to)


def recount_clock(clock: Clock, *, at: datetime, extra: ClosedDays) -> bool:
    """
    Work the times out again by the rule it began under; returns whether any of them moved.

    Nothing is saved: a closed day moves many clocks, and they are written together.
    """
    before = clock.due_at, clock.remind_at, clock.overdue_at, clock.escalate_at
    if clock.rule_version != AGREED:
        period = periods.PERIODS_BY_VERSION[clock.rule_version]
        clock.due_at = periods.explain_due_time(
            period, event_at=clock.started_at, extra=extra
        ).due_at
    set_reminder_points(clock, since=at, extra=extra)
    due_at, remind_at, *_later = before
    if clock.due_at == due_at and remind_at and remind_at <= at:  # said already, or about to be
        clock.remind_at = clock.look_at = remind_at
    return before != (clock.due_at, clock.remind_at, clock.overdue_at, clock.escalate_at)


def set_reminder_points(clock: Clock, *, since: datetime, extra: ClosedDays) -> None:
    """Looking again is harmless: the ledger knows what was said for this due time."""
    stages = reminder_times.reminder_points(
        clock.counted_in,
        due_at=clock.due_at,
        since=since,
        area=clock.recipient_unit.area,
        extra=extra,
        rule=clock.rule,
    )
    clock.remind_at, clock.overdue_at, clock.escalate_at = stages
    clock.look_at = stages.first


def announced_closed_days() -> ClosedDays:
    """{date: title} of the closed days announced since our list was made."""
    return dict(ExtraDay.objects.values_list("day", "title"))
