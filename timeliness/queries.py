"""What may still be said to whom, what a person has to read, and whether reminders flow."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, Min, When

from timeliness import calendar
from timeliness.models import Clock, Delivery, ExtraDay, Mark, Reminder

LAST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))  # after every notice there can be
STALLED_AFTER = timedelta(minutes=5)
WAITED_TOO_LONG = timedelta(minutes=10)

# A reminder stands while its clock runs to the same time and the person is still one of those to
# be told at that stage. Any notice stands only while the person may know what it is about.
TABLES = """
FROM timeliness_delivery notice
JOIN people_user person ON person.id = notice.recipient_id
LEFT JOIN timeliness_reminder reminder ON reminder.id = notice.reminder_id
LEFT JOIN timeliness_clock clock ON clock.id = reminder.clock_id
"""
CLOCK_STANDS = """(
    reminder.id IS NULL OR (clock.closed_at IS NULL AND clock.due_at = reminder.due_at)
)"""
MAY_BE_TOLD = """(
    person.is_active
    AND may_be_told(notice.about, person.id, %(at)s)
    AND (reminder.id IS NULL OR EXISTS (
        SELECT FROM clocks_audience(ARRAY[clock.id], %(at)s) AS told (clock_id, stage, user_id)
        WHERE told.user_id = person.id AND told.stage = reminder.stage
    ))
)"""
UNWANTED = f"""
SELECT CASE
    WHEN NOT {CLOCK_STANDS} THEN 'clock stopped or moved'
    WHEN {MAY_BE_TOLD} IS NOT TRUE THEN 'recipient may no longer be told'
    ELSE '' END
{TABLES} WHERE notice.reference = %(reference)s
"""
NOTICES = f"""
SELECT notice.reference, notice.notice, notice.subject, notice.about, notice.created_at,
    notice.read_at
{TABLES}
WHERE notice.recipient_id = %(user_id)s AND {CLOCK_STANDS} AND {MAY_BE_TOLD}
    AND (notice.created_at, notice.reference) < (%(created_at)s, %(reference)s)
ORDER BY notice.created_at DESC, notice.reference DESC LIMIT %(limit)s
"""
# The oldest transaction that may still write a notice: of those that run in the snapshot with which
# the notices are read, but for those known to be of another database of this server.
STILL_RUNS = """coalesce(
    (SELECT min(running::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS running
    WHERE running::xid NOT IN (
        SELECT held.transactionid FROM pg_locks held JOIN pg_stat_activity elsewhere USING (pid)
        WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock'
            AND elsewhere.datname <> current_database()
    )),
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint
)"""
# Written in the order of transactions, and only up to the oldest that still runs: whoever asks on
# from the last one never passes by one that is committed later.
SINCE = f"""
SELECT notice.reference, notice.notice, notice.subject, notice.about, notice.created_at,
    person.email, notice.written_in
{TABLES}
WHERE notice.recipient_id = ANY(%(recipients)s) AND {CLOCK_STANDS} AND {MAY_BE_TOLD}
    AND (notice.written_in, notice.reference) > (%(written_in)s, %(reference)s)
    AND notice.written_in < {STILL_RUNS}
ORDER BY notice.written_in, notice.reference LIMIT %(limit)s
"""
LAST_BEGUN = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
UNREAD = f"""
SELECT count(*) FROM (
    SELECT {TABLES}
    WHERE notice.recipient_id = %(user_id)s AND notice.read_at IS NULL
        AND {CLOCK_STANDS} AND {MAY_BE_TOLD}
    LIMIT %(cap)s
) unread
"""  # noqa: S608 - joined from the texts above


class NoticeRow(NamedTuple):
    """A notice as its recipient sees it; `notices.title(row.notice)` has its words."""

    reference: UUID
    notice: str
    subject: str
    about: UUID
    created_at: datetime
    read_at: datetime | None


def unwanted(reference, *, at):
    """Why this notice should no longer be sent, decided at the last moment; empty if it should."""
    with connection.cursor() as cursor:
        cursor.execute(UNWANTED, {"reference": reference, "at": at})
        return cursor.fetchone()[0]


def notices_for(user_id, *, at, before=None, limit=25):
    """A person's notices that still stand, newest first, those before a (moment, reference)."""
    created_at, reference = before or LAST
    where = {"user_id": user_id, "at": at, "created_at": created_at, "reference": reference}
    with connection.cursor() as cursor:
        cursor.execute(NOTICES, where | {"limit": limit})
        return tuple(NoticeRow(*row) for row in cursor.fetchall())


class NoticeSince(NamedTuple):
    """A notice as a feed tells it. written_in and reference are where to go on."""

    reference: UUID
    notice: str
    subject: str
    about: UUID
    created_at: datetime
    recipient: str
    written_in: int


class Restored(LookupError):
    """The place from which to go on is of a database that has been restored from before it."""


def refuse_unbegun(written_in):
    """Restored where no such transaction has begun yet: nobody can say what came after it."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_BEGUN)
        if written_in > cursor.fetchone()[0]:
            raise Restored


def notices_since(recipients, *, at, after, limit=100):
    """The notices of some people that still stand, in order, after a (written_in, reference)."""
    written_in, reference = after
    where = {"recipients": recipients, "at": at, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(SINCE, where | {"written_in": written_in, "reference": reference})
        return tuple(NoticeSince(*row) for row in cursor.fetchall())


def unread(user_id, *, at, cap):
    """
    (statement, its values) for how many of them the person has not read, counted up to `cap`.

    It is asked with other numbers of the same page, as one question.
    """
    return UNREAD, {"user_id": user_id, "at": at, "cap": cap}


class Flow(NamedTuple):
    """How reminders flow: since when something waits, None where nothing does."""

    swept_at: datetime | None
    sent_at: datetime | None
    oldest_unsent: datetime | None
    oldest_unlooked: datetime | None  # the look of an open clock that has come and was not had
    set_aside: int
    told_nobody: int


# One that is to be tried anew waits since somebody said so.
WAITS_SINCE = Case(When(attempts=0, then="send_after"), default="created_at")


def flow(*, at):
    """How reminders flow. Five queries."""
    marks = dict(Mark.objects.values_list("name", "at"))
    unlooked = Clock.objects.running().filter(look_at__lte=at)
    return Flow(
        swept_at=marks.get("swept"),
        sent_at=marks.get("sent"),
        oldest_unsent=Delivery.objects.outstanding().aggregate(n=Min(WAITS_SINCE))["n"],
        oldest_unlooked=unlooked.aggregate(n=Min("look_at"))["n"],
        set_aside=Delivery.objects.filter(set_aside_at__isnull=False).count(),
        told_nobody=Reminder.objects.filter(told=0, overtaken=False, clock__closed_at=None).count(),
    )


def set_aside(*, limit=100):
    """The messages that were given up, the last first; whoever runs the service looks at them."""
    rows = Delivery.objects.filter(set_aside_at__isnull=False).select_related("recipient")
    return list(rows.order_by("-set_aside_at", "reference")[:limit])


def is_late(moment, *, at, after):
    """
    Whether something is further away than that; what never happened is.

    Ahead of us too: where a clock was put back, nobody knows what has happened since.
    """
    return moment is None or abs(at - moment) > after


def announced_days():
    """The closed days that people have announced, latest first."""
    return list(ExtraDay.objects.order_by("-day"))


def bank_holidays(*, years):
    """[(year, [(day, title)])] as the calendar knows them; a year it does not know is empty."""
    known = sorted(calendar.bank_holidays().items())
    return [(year, [row for row in known if row[0].year == year]) for year in years]
