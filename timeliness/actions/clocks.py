"""Start, stop, resume and move clocks. A due time is computed once and stored with its period.

Call these inside the transaction of an action that has checked its permission and, before it locked
any row, called lock_calendar_shared().
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from people.models import Unit
from timeliness import periods, reminder_times
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import ClosedDays, end_of_day, london_day
from timeliness.models import Clock, Confidence, CountedIn

AGREED = "agreed"  # rule_version of a date that people agreed
MOMENT_COLUMNS = ("due_at", "remind_at", "overdue_at", "escalate_at", "look_at")


def lock_calendar_shared() -> None:
    """
    Prevent closed days from changing until this transaction ends.

    Call it before any row lock, in every action that may start, move or stop clocks. Otherwise it
    could count with changing days, or deadlock with a recount that waits for its rows.
    """
    advisory_locks.take_shared_lock(AdvisoryLock.CALENDAR)


def lock_calendar_exclusive() -> None:
    """Wait for the actions that count due times, and block new ones until this transaction ends."""
    advisory_locks.take_exclusive_lock(AdvisoryLock.CALENDAR)


def start_clock(
    *,
    rule: str,
    about: UUID,
    subject: str,
    unit: Unit,
    at: datetime,
    confidence: str | None = None,
    area: str | None = None,
) -> Clock:
    """Start a clock of the rule's period against a unit, from `at`. Raises NoPeriod if none is set.

    rule: the key of a period in periods.toml. about: the id of a case or of a row on it. subject:
    its reference, for notices. confidence: overrides the period's own, where a period is used for a
    similar turn. area: the CPS Area whose period it is, if not the one that the unit is in now.
    """
    extra = announced_closed_days()
    area = unit.area if area is None else area
    period = periods.period_in_force(rule, on=london_day(at), area=area)
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
    """Start a clock if the period has a length in the unit's Area; otherwise return None."""
    if periods.period_if_set(rule, on=london_day(at), area=unit.area) is None:
        return None
    return start_clock(rule=rule, about=about, subject=subject, unit=unit, at=at)


def start_agreed_clock(
    *, due_on: date, rule: str, about: UUID, subject: str, unit: Unit, at: datetime
) -> Clock:
    """Start a clock that runs to the end of an agreed London day. rule: its purpose."""
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
    Start a clock for a recorded end: a London day, or a moment.

    rule: one of reminder_times.RECORDED_ENDS. Such a clock is never counted as late.
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
    """Insert a clock with its reminder points."""
    clock = Clock(**values)
    set_reminder_points(clock, since=clock.started_at, extra=extra)
    clock.save(force_insert=True)
    return clock


def stop_clock(clock: Clock, *, at: datetime) -> None:
    """Close a running clock. Its unsent reminders are then dropped."""
    if clock.closed_at is None:
        clock.closed_at = at
        clock.save(update_fields=["closed_at"])


def resume_clock(clock: Clock, *, at: datetime) -> None:
    """Reopen a clock with the same due time. Reminders already made are not repeated."""
    clock.closed_at = None
    set_reminder_points(clock, since=at, extra=announced_closed_days())
    clock.save()


def move_clock(
    clock: Clock, *, at: datetime, due_on: date | None = None, due_at: datetime | None = None
) -> None:
    """Move a clock to an agreed day or moment, with new reminder points."""
    until = end_of_day(due_on) if due_on else due_at
    if until is None:
        raise TypeError("Say to which day or moment.")
    clock.rule_version, clock.confidence = AGREED, Confidence.AGREED
    clock.counted_in = CountedIn.DAYS if due_on else CountedIn.HOURS
    clock.due_at = until
    set_reminder_points(clock, since=at, extra=announced_closed_days())
    clock.save()


def extend_clock(clock: Clock, *, due_on: date, at: datetime) -> None:
    """Move a clock to a day to which the other side agreed. Its first due time is kept."""
    if clock.first_due_at is None:
        clock.first_due_at, clock.first_rule_version = clock.due_at, clock.rule_version
        clock.first_confidence = clock.confidence
    move_clock(clock, due_on=due_on, at=at)


def hand_over_clocks(*, about: UUID, of: Unit, to: Unit) -> None:
    """Move the running clocks of a case from one unit to another, with all times unchanged."""
    Clock.objects.running().filter(about=about, recipient_unit=of).update(recipient_unit=to)


def move_clocks_to_unit(*, of: Unit, to: Unit) -> None:
    """
    Move all clocks of a merged unit to the other unit.

    Includes stopped clocks, because they may be resumed.
    """
    Clock.objects.filter(recipient_unit=of).update(recipient_unit=to)


def recount_clock(clock: Clock, *, at: datetime, extra: ClosedDays) -> bool:
    """
    Recompute a clock's times by the period it started under. Returns whether any changed.

    Saves nothing: a closed day moves many clocks, which are written together.
    """
    before = clock.due_at, clock.remind_at, clock.overdue_at, clock.escalate_at
    if clock.rule_version != AGREED:
        period = periods.PERIODS_BY_VERSION[clock.rule_version]
        clock.due_at = periods.explain_due_time(
            period, event_at=clock.started_at, extra=extra
        ).due_at
    set_reminder_points(clock, since=at, extra=extra)
    due_at, remind_at, *_later = before
    if clock.due_at == due_at and remind_at and remind_at <= at:  # already sent, or about to be
        clock.remind_at = clock.look_at = remind_at
    return before != (clock.due_at, clock.remind_at, clock.overdue_at, clock.escalate_at)


def set_reminder_points(clock: Clock, *, since: datetime, extra: ClosedDays) -> None:
    """Set the reminder points and look_at. The unique key of Reminder prevents repeats."""
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
