"""Queries of mail that waits for its reader's hours (ADR 148)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from people.access.row_security import for_purpose
from timeliness import leases
from timeliness.calendar import LONDON, end_of_day, london_day
from timeliness.mail_times import is_quiet
from timeliness.models import CountedIn, Delivery, MailChoice
from timeliness.queries import AUTHORISED_SQL, NOTICES_PURPOSE, NoticeRow, drop_reason
from timeliness.urgent_notices import URGENT_KINDS

if TYPE_CHECKING:
    from people.access.scopes import Scope

# A next time further ahead than this was set while the machine's clock was ahead.
LONGEST_WAIT = timedelta(days=2)
NOT_TOLD = "recipient may no longer be told"
TOLD_SQL = f"""
WITH looked AS MATERIALIZED (
    SELECT * FROM timeliness_delivery WHERE reference = ANY(%(references)s)
), {AUTHORISED_SQL}
SELECT reference FROM judged WHERE may_be_told
"""  # noqa: S608 - joined from the texts above
OWN_NOTICE_SQL = f"""
WITH looked AS MATERIALIZED (
    SELECT * FROM timeliness_delivery
    WHERE reference = %(reference)s AND recipient_id = %(user_id)s
), {AUTHORISED_SQL}
SELECT reference, notice, subject, about, created_at, read_at FROM judged WHERE may_be_told
"""  # noqa: S608 - joined from the texts above


def daily_mail_due(at: datetime) -> Q:
    """Condition on MailChoice: the hour of the daily mail has come."""
    longest = LONGEST_WAIT.total_seconds()
    has_come = leases.wait_over_filter("next_mail_at", at=at, longest=longest)
    return Q(daily_hour__isnull=False) & has_come


def people_whose_mail_may_go(*, at: datetime) -> list[int]:
    """
    Ids of the people of whose held mail something may go now.

    One for whom something is held that cannot wait; or who is not in quiet hours, and wants each
    notice at once, or whose daily mail is due, or for whom a mail was held of which an attempt had
    begun, or what is left of one that no longer goes. One query.
    """
    held = Delivery.objects.held().filter(recipient=OuterRef("person"))
    begun = held.filter(Q(attempts__gt=0) | Q(carried_by=F("reference")))
    alone = held.in_no_mail()
    left, urgent = alone.filter(carried_by__isnull=False), alone.filter(cannot_wait_filter(at))
    has_come = (Q(daily_hour=None) | daily_mail_due(at)) & Exists(held)
    may_go = Exists(urgent) | (~quiet_at(at) & (has_come | Exists(begun) | Exists(left)))
    people = MailChoice.objects.filter(may_go).order_by("person")
    return list(people.values_list("person", flat=True))


def cannot_wait_filter(at: datetime) -> Q:
    """
    Condition on Delivery: it is mailed at once, whatever its reader chose (ADR 148).

    By its kind; as a reminder of a clock in hours; or as one that is due before the next moment at
    which its reader's daily mail may go or their quiet hours end.
    """
    choice = "recipient__mail_choice__"
    hour, today_ends = at.astimezone(LONDON).hour, end_of_day(london_day(at))
    over_midnight = Q(**{f"{choice}quiet_from__gt": F(f"{choice}quiet_to")})
    quiet_until_tomorrow = over_midnight & Q(**{f"{choice}quiet_from__lte": hour})
    comes_too_late = (
        Q(reminder__due_at__lte=at)
        | Q(reminder__due_at__lte=F(f"{choice}next_mail_at"))
        | Q(reminder__due_at__lte=today_ends) & quiet_until_tomorrow
    )
    in_hours = Q(reminder__clock__counted_in=CountedIn.HOURS)
    return Q(notice__in=URGENT_KINDS) | in_hours | comes_too_late


def has_to_wait(delivery: Delivery, *, at: datetime) -> bool:
    """
    Whether a delivery is not to be sent now, by what its reader has chosen.

    One of which an attempt began by itself goes by itself; a daily mail waits in quiet hours only.
    One query, where the reader has chosen.
    """
    choice: MailChoice | None = getattr(delivery.recipient, "mail_choice", None)
    if choice is None:
        return False
    if Delivery.objects.of_mail(delivery).filter(cannot_wait_filter(at)).exists():
        return False
    if is_quiet(choice, at=at):
        return True
    is_fresh = delivery.carried_by is None and not delivery.attempts
    return choice.daily_hour is not None and is_fresh


def quiet_at(at: datetime) -> Q:
    """Condition on MailChoice: a moment is in the person's quiet hours."""
    hour = at.astimezone(LONDON).hour
    within = Q(quiet_from__lte=hour, quiet_to__gt=hour)
    on_one_side = Q(quiet_from__lte=hour) | Q(quiet_to__gt=hour)
    over_midnight = Q(quiet_from__gt=F("quiet_to")) & on_one_side
    return Q(quiet_from__isnull=False) & (within | over_midnight)


@for_purpose(NOTICES_PURPOSE)
def told_now(references: Iterable[UUID], *, at: datetime) -> set[UUID]:
    """Which of these deliveries may be told to their readers now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD_SQL, {"references": [*references], "at": at})
        return {reference for (reference,) in cursor}


@for_purpose(NOTICES_PURPOSE)
def own_notice(user_id: int | None, reference: UUID, *, at: datetime) -> NoticeRow | None:
    """A notice of this person, if it may be told to them now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_NOTICE_SQL, {"user_id": user_id, "reference": reference, "at": at})
        row = cursor.fetchone()
        return NoticeRow(*row) if row else None


def why_dropped(reference: UUID, *, at: datetime) -> str:
    """Why a delivery that may not be told is dropped."""
    return drop_reason(reference, at=at) or NOT_TOLD


def mail_choice_of(scope: "Scope") -> MailChoice:
    """What a person has chosen; where they have not, a row that is not saved, of version 0."""
    person_id = cast("int", scope.user_id)
    chosen = MailChoice.objects.filter(person=person_id).first()
    return chosen or MailChoice(person_id=person_id, version=0)
