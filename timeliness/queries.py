"""Queries: re-authorisation of notices, a person's notices, feeds, and the flow of reminders."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Min

from people.access.row_security import for_purpose
from timeliness import calendar
from timeliness.models import Clock, Delivery, Mark, Reminder
from timeliness.models.delivery import TO_SEND, WAITS_SINCE

AFTER_EVERY_NOTICE = (
    datetime.max.replace(tzinfo=UTC),
    UUID(int=2**128 - 1),
)  # after every notice there can be
NOTICES_PURPOSE = "whether a person may be told of each notice"
STALLED_AFTER = timedelta(minutes=5)
WAITED_TOO_LONG = timedelta(minutes=10)

# A reminder is current while its clock runs to the same due time and the person is still in the
# audience of that stage. Any notice is shown only while the person may know what it is about.
NOTICE_JOINS_SQL = """
JOIN people_user person ON person.id = notice.recipient_id
LEFT JOIN timeliness_reminder reminder ON reminder.id = notice.reminder_id
LEFT JOIN timeliness_clock clock ON clock.id = reminder.clock_id
"""
CLOCK_IS_CURRENT_SQL = """(
    reminder.id IS NULL OR (clock.closed_at IS NULL AND clock.due_at = reminder.due_at)
)"""
MAY_RECEIVE_SQL = """(
    person.is_active
    AND may_be_told(notice.about, person.id, %(at)s)
    AND (reminder.id IS NULL OR EXISTS (
        SELECT FROM clocks_audience(ARRAY[clock.id], %(at)s) AS told (clock_id, stage, user_id)
        WHERE told.user_id = person.id AND told.stage = reminder.stage
    ))
)"""
DROP_REASON_SQL = f"""
SELECT CASE
    WHEN NOT {CLOCK_IS_CURRENT_SQL} THEN 'clock stopped or moved'
    WHEN {MAY_RECEIVE_SQL} IS NOT TRUE THEN 'recipient may no longer be told'
    ELSE '' END
FROM timeliness_delivery notice {NOTICE_JOINS_SQL} WHERE notice.reference = %(reference)s
"""  # noqa: S608 - joined from the texts above
# Re-authorises many notices at once: adds may_be_told to each row of `looked`. `looked` is limited
# first, along an index, so that the cost does not grow with a person's old notices.
AUTHORISED_SQL = f"""
told AS MATERIALIZED (
    SELECT told.clock_id, told.stage, told.user_id FROM clocks_audience(ARRAY(
        SELECT clock.id FROM looked JOIN timeliness_reminder reminder ON reminder.id = reminder_id
        JOIN timeliness_clock clock ON clock.id = clock_id WHERE {CLOCK_IS_CURRENT_SQL}
    ), %(at)s) AS told (clock_id, stage, user_id)
), judged AS (
    SELECT notice.*, person.email, (
        person.is_active AND {CLOCK_IS_CURRENT_SQL}
        AND (reminder.id IS NULL
            OR (clock.id, reminder.stage::text, person.id) IN (SELECT * FROM told))
        AND may_be_told(notice.about, person.id, %(at)s)
    ) AS may_be_told
    FROM looked notice {NOTICE_JOINS_SQL}
)"""  # noqa: S608 - joined from the texts above
NOTICES_SQL = f"""
WITH looked AS MATERIALIZED (
    SELECT * FROM timeliness_delivery
    WHERE recipient_id = %(user_id)s AND NOT is_stopped
        AND (created_at, reference) < (%(created_at)s, %(reference)s)
    ORDER BY created_at DESC, reference DESC LIMIT %(look)s
), {AUTHORISED_SQL}
SELECT reference, notice, subject, about, created_at, read_at, may_be_told
FROM judged ORDER BY created_at DESC, reference DESC
"""  # noqa: S608 - joined from the texts above
# The oldest transaction that may still write a notice: among those running in the snapshot that
# reads the notices, except those known to run in another database of this server.
OLDEST_OPEN_TRANSACTION_SQL = """coalesce(
    (SELECT min(running::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE running::xid NOT IN (
        SELECT held.transactionid FROM pg_locks held JOIN pg_stat_activity elsewhere USING (pid)
        WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock'
            AND elsewhere.datname <> current_database()
    )),
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint
)"""
# In the order of the transactions that wrote them, up to the oldest that still runs, so that a
# reader who continues after the last row never misses one that commits later.
NOTICES_AFTER_CURSOR_SQL = f"""
looked AS MATERIALIZED (
    SELECT near.* FROM unnest(%(recipients)s::bigint[]) AS asked (recipient) CROSS JOIN LATERAL (
        SELECT * FROM timeliness_delivery
        WHERE recipient_id = recipient AND NOT is_stopped
            AND (written_in, reference) > (%(written_in)s, %(reference)s)
            AND written_in < {OLDEST_OPEN_TRANSACTION_SQL}
            AND (%(kinds)s::text[] IS NULL OR notice = ANY(%(kinds)s))
        ORDER BY written_in, reference LIMIT %(look)s
    ) AS near ORDER BY written_in, reference LIMIT %(look)s
)"""  # noqa: S608 - joined from the texts above
NOTICES_SINCE_SQL = f"""
WITH {NOTICES_AFTER_CURSOR_SQL}, {AUTHORISED_SQL}
SELECT reference, notice, subject, about, created_at, email, written_in, may_be_told
FROM judged ORDER BY written_in, reference
"""  # noqa: S608 - joined from the texts above
# A notice for units appears once, however many people received it, and without re-authorisation:
# the recipients and their number could reveal who is blocked from a case.
UNIT_NOTICES_SINCE_SQL = f"""
WITH {NOTICES_AFTER_CURSOR_SQL}
SELECT reference, notice, subject, about, created_at, NULL, written_in, NOT EXISTS (
    SELECT FROM timeliness_delivery sooner
    WHERE sooner.recipient_id = ANY(%(recipients)s) AND NOT sooner.is_stopped
        AND sooner.reference < looked.reference
        AND (sooner.written_in, sooner.created_at, sooner.notice, sooner.about, sooner.subject)
            = (looked.written_in, looked.created_at, looked.notice, looked.about, looked.subject)
) FROM looked ORDER BY written_in, reference
"""  # noqa: S608 - joined from the texts above
NEWEST_TRANSACTION_SQL = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
UNREAD_COUNT_SQL = f"""
WITH looked AS MATERIALIZED (
    SELECT * FROM timeliness_delivery
    WHERE recipient_id = %(user_id)s AND read_at IS NULL AND NOT is_stopped
    ORDER BY created_at DESC, reference DESC LIMIT %(look)s
), {AUTHORISED_SQL}
SELECT count(*) FROM (SELECT FROM judged WHERE may_be_told LIMIT %(cap)s) unread
"""  # noqa: S608 - joined from the texts above
UNREAD_CHECKED_AT_MOST = 100  # the newest unread notices that are re-authorised to be counted


class NoticeRow(NamedTuple):
    """A notice as its recipient sees it; its title is notices.notice_title(row.notice)."""

    reference: UUID
    notice: str
    subject: str
    about: UUID
    created_at: datetime
    read_at: datetime | None
    may_be_told: bool = True


@for_purpose(NOTICES_PURPOSE)
def drop_reason(reference: UUID, *, at: datetime) -> str:
    """Re-authorise a delivery just before sending: the reason to drop it, "" to send. One query."""
    with connection.cursor() as cursor:
        cursor.execute(DROP_REASON_SQL, {"reference": reference, "at": at})
        return str(cursor.fetchone()[0])


@for_purpose(NOTICES_PURPOSE)
def notices_of_person(
    user_id: int | None, *, at: datetime, before: tuple[datetime, UUID] | None = None,
    limit: int = 25,
) -> tuple[NoticeRow, ...]:  # fmt: skip
    """
    A person's current notices, newest first, before a (moment, reference). None has no notices.

    One query reads twice `limit` rows; while too few are current, another reads four times as many.
    """
    found, look = list[NoticeRow](), 2 * limit
    created_at, reference = before or AFTER_EVERY_NOTICE
    while True:
        where = {"user_id": user_id, "at": at, "created_at": created_at, "reference": reference}
        with connection.cursor() as cursor:
            cursor.execute(NOTICES_SQL, where | {"look": look})
            looked = [NoticeRow(*row) for row in cursor]
        found += [row for row in looked if row.may_be_told]
        if len(found) >= limit or len(looked) < look:
            return tuple(found[:limit])
        created_at, reference, look = looked[-1].created_at, looked[-1].reference, look * 4


class NoticeSince(NamedTuple):
    """A notice in a feed. Its cursor is (written_in, reference)."""

    reference: UUID
    notice: str
    subject: str
    about: UUID
    created_at: datetime
    recipient: str | None
    written_in: int
    may_be_told: bool


class CursorAheadOfDatabase(LookupError):
    """The cursor is ahead of the database, which was restored from an earlier backup."""


def check_cursor_not_ahead(written_in: int) -> None:
    """Raise CursorAheadOfDatabase if no transaction of this number has begun yet."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_TRANSACTION_SQL)
        if written_in > cursor.fetchone()[0]:
            raise CursorAheadOfDatabase


@for_purpose(NOTICES_PURPOSE)
def notices_since(
    recipients: Sequence[int | None],
    *,
    kinds: list[str] | None = None,
    at: datetime,
    after: tuple[int, UUID],
    look: int,
) -> tuple[NoticeSince, ...]:
    """
    At most `look` notices of these people in feed order, after a (written_in, reference).

    Includes those that are no longer current (may_be_told is False), because the next page
    continues after the last row. kinds: only these, which are notices for units; each then appears
    once, without its recipient.
    """
    written_in, reference = after
    where: dict[str, Any] = {"recipients": list(recipients), "kinds": kinds, "at": at, "look": look}
    with connection.cursor() as cursor:
        statement = NOTICES_SINCE_SQL if kinds is None else UNIT_NOTICES_SINCE_SQL
        cursor.execute(statement, where | {"written_in": written_in, "reference": reference})
        return tuple(NoticeSince(*row) for row in cursor.fetchall())


def unread_count_statement(
    user_id: int | None, *, at: datetime, cap: int
) -> tuple[str, dict[str, Any]]:
    """
    (SQL, parameters) that count a person's unread notices, up to `cap`, among the newest hundred
    whose clock has not stopped.

    Run by count_worklists() together with the other counts of a page.
    """
    facts = {"user_id": user_id, "at": at, "cap": cap, "look": UNREAD_CHECKED_AT_MOST}
    return UNREAD_COUNT_SQL, facts


class ReminderFlow(NamedTuple):
    """State of sweep and outbox. The oldest_* moments are None if nothing waits."""

    swept_at: datetime | None
    sent_at: datetime | None
    oldest_unsent: datetime | None
    oldest_unlooked: datetime | None  # earliest reached look_at of a running clock
    set_aside: int
    told_nobody: int


def reminder_flow(*, at: datetime) -> ReminderFlow:
    """State of sweep and outbox. Five queries."""
    marks = dict(Mark.objects.values_list("name", "at"))
    unlooked = Clock.objects.running().filter(look_at__lte=at)
    return ReminderFlow(
        swept_at=marks.get("swept"),
        sent_at=marks.get("sent"),
        oldest_unsent=Delivery.objects.filter(TO_SEND).aggregate(n=Min(WAITS_SINCE))["n"],
        oldest_unlooked=unlooked.aggregate(n=Min("look_at"))["n"],
        set_aside=Delivery.objects.filter(set_aside_at__isnull=False).count(),
        told_nobody=Reminder.objects.filter(told=0, overtaken=False, clock__closed_at=None).count(),
    )


def set_aside_deliveries(*, limit: int = 100) -> list[Delivery]:
    """Failed deliveries, latest first, for the operations page."""
    rows = Delivery.objects.filter(set_aside_at__isnull=False).select_related("recipient")
    return list(rows.order_by("-set_aside_at", "reference")[:limit])


def is_late(moment: datetime | None, *, at: datetime, after: timedelta) -> bool:
    """
    Whether a moment is further from `at` than `after`. True for None: it never happened.

    Also true for a moment in the future: after a clock was put back it says nothing.
    """
    return moment is None or abs(at - moment) > after


def bank_holidays_by_year(*, years: Iterable[int]) -> list[tuple[int, list[tuple[date, str]]]]:
    """[(year, [(day, title)])] of bank holidays; a year the calendar does not cover is empty."""
    holidays = sorted(calendar.bank_holidays().items())
    return [(year, [row for row in holidays if row[0].year == year]) for year in years]


@for_purpose(NOTICES_PURPOSE)
def people_chased_for(clock_id: UUID, *, at: datetime) -> list[int]:
    """Ids of the people whom an overdue reminder of this clock would reach at `at`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT user_id FROM clocks_audience(ARRAY[%s]::uuid[], %s)"
            " WHERE stage = 'after_due' ORDER BY user_id",
            [clock_id, at],
        )
        return [person for (person,) in cursor]


def unread_notice_times(accounts: Iterable[int], notice: str, *, about: UUID) -> set[datetime]:
    """Moments of a person's unread notices of this kind about a row. One query."""
    rows = Delivery.objects.filter(notice=notice, about=about, recipient__in=accounts, read_at=None)
    return set(rows.values_list("created_at", flat=True))
