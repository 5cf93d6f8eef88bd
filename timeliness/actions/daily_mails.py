"""Mail that waits for its reader's hours: let go when they have come, or gathered into one mail.

A delivery is held when a worker would send it and its reader does not want it now. Whether it goes
on waiting is asked anew at each run, of what the reader has chosen by then, so that no change of a
choice leaves one behind (ADR 148).
"""

import logging
import time
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from people.models.nullable import not_null
from timeliness import mail_queries, notices
from timeliness.mail_times import is_quiet, last_daily_mail, next_daily_mail
from timeliness.models import Delivery, MailChoice
from timeliness.providers import Provider

log = logging.getLogger(__name__)


def release_held_mail(*, at: datetime) -> None:
    """
    Let go what is held for people whose hours have come, for RELEASE_BUDGET_SECONDS at most.

    Each person in a transaction of their own: a fault of one is logged and keeps nobody waiting.
    """
    stop_at = time.monotonic() + settings.RELEASE_BUDGET_SECONDS
    for person_id in mail_queries.people_whose_mail_may_go(at=at):
        if time.monotonic() >= stop_at:
            break
        try:
            release_mail_of_person(person_id, at=at)
        except Exception:
            log.exception("held mail of person %s is not let go", person_id)


@transaction.atomic
def release_mail_of_person(person_id: int, *, at: datetime) -> None:
    """
    Let go what is held for a person, unless what they have chosen is against it now.

    What cannot wait goes in any case. Skips a person whom another worker has locked: it does the
    same.
    """
    rows = MailChoice.objects.select_for_update(skip_locked=True, no_key=True)
    choice = rows.filter(person=person_id).first()
    if choice is None:
        return
    if not is_quiet(choice, at=at):
        _let_go_in_their_hours(choice, at=at)
    # Last, since it depends on when the next daily mail goes.
    alone = Delivery.objects.held().in_no_mail().filter(recipient=person_id)
    _let_go(alone.filter(mail_queries.cannot_wait_filter(at)), at=at, carried_by=None)


def _let_go_in_their_hours(choice: MailChoice, *, at: datetime) -> None:
    """Let go what is held for a person who is not in quiet hours, by what they have chosen."""
    held = Delivery.objects.held().filter(recipient=choice.person_id)
    alone = held.in_no_mail()
    _let_go(held.filter(carried_by=F("reference")), at=at)
    wanted = alone if choice.daily_hour is None else alone.filter(attempts__gt=0)
    _let_go(wanted, at=at, carried_by=None)
    if choice.daily_hour is not None:
        _gather_what_is_left(choice, alone, at=at)
    if MailChoice.objects.filter(mail_queries.daily_mail_due(at), pk=choice.person_id).exists():
        gather_daily_mail(choice, at=at)


def _let_go(rows: QuerySet[Delivery], *, at: datetime, **values: Any) -> None:
    rows.update(is_held=False, send_after=at, released_at=at, **values)


def _gather_what_is_left(choice: MailChoice, alone: QuerySet[Delivery], *, at: datetime) -> None:
    """Put what was in a mail whose first delivery no longer goes into another, at once."""
    left = alone.filter(carried_by__isnull=False).select_for_update(no_key=True)
    if rows := list(left.order_by("created_at", "reference")):
        _make_mail(rows, not_null(choice.daily_hour), at=at)


def gather_daily_mail(choice: MailChoice, *, at: datetime) -> None:
    """
    Put what waits for a person's daily mail into one mail, and move the next one to the next day.

    There is none if nothing has waited since before the hour, and what came after it waits for the
    next.
    """
    hour = not_null(choice.daily_hour)
    rows = _waiting_for_daily_mail(choice.person_id, last_daily_mail(hour, at=at), at=at)
    if not rows or _make_mail(rows, hour, at=at) == len(rows):
        choice.next_mail_at = next_daily_mail(hour, after=at)
        choice.save(update_fields=["next_mail_at"])


def _make_mail(rows: list[Delivery], hour: int, *, at: datetime) -> int:
    """
    Make one mail of these deliveries, oldest first. Returns how many of them are in it.

    The first is sent for all: it alone is leased. What a restored database holds in doubt may have
    gone in several mails, so it is gathered as it was then: day by day.
    """
    first, together = rows[0], rows
    if first.in_doubt:
        until = next_daily_mail(hour, after=first.created_at)
        together = [row for row in rows if row.in_doubt and row.created_at < until]
    mail = Delivery.objects.filter(pk__in=[row.pk for row in together])
    mail.update(is_held=True, carried_by=first.pk)
    _let_go(Delivery.objects.filter(pk=first.pk), at=at)
    return len(together)


def _waiting_for_daily_mail(person_id: int, before: datetime, *, at: datetime) -> list[Delivery]:
    """What goes in a person's daily mail, oldest first, locked; also what is not held yet."""
    rows = Delivery.objects.outstanding().in_no_mail().filter(recipient=person_id, attempts=0)
    rows = rows.filter(created_at__lt=before).exclude(mail_queries.cannot_wait_filter(at))
    locked = rows.select_for_update(of=("self",), no_key=True)
    return list(locked.order_by("created_at", "reference"))


def send_daily_mail(first: Delivery, provider: Provider, at: datetime) -> None:
    """
    Send one mail of all that goes with this delivery, and save what became of each.

    Each is authorised again. What may no longer be told is dropped before the mail goes, so that
    what is found at the provider later is what was told. If this delivery is dropped, the rest is
    gathered into another mail; if nothing is left, none goes. Raises as providers do.
    """
    if first.was_in_doubt and provider.sent(first.message_id):
        settle_mail(first, accepted_at=at, why="found at the provider")
        return
    told = _drop_untold(first, provider, at)
    if first not in told:
        return
    if first.attempts > settings.SEND_ATTEMPTS:
        settle_mail(first, set_aside_at=at, why=first.why or "never finished")
        return
    provider.send(first.message_id, first.recipient.email, *notices.daily_mail(told))
    _save_outcome({row.pk for row in told}, accepted_at=at)


def _drop_untold(first: Delivery, provider: Provider, at: datetime) -> list[Delivery]:
    """
    Save which deliveries of a mail it is not to tell, in one transaction. Returns the others.

    What a restored database holds in doubt may have gone by itself. Oldest first.
    """
    mail = Delivery.objects.of_mail(first).select_related("reminder__clock")
    rows = list(mail.order_by("created_at", "reference"))
    gone = {row.pk for row in rows if _was_in_doubt(row, first) and provider.sent(row.reference)}
    told = mail_queries.told_now([row.pk for row in rows if row.pk not in gone], at=at)
    lost = [row.pk for row in rows if row.pk not in told | gone]
    reasons = {pk: mail_queries.why_dropped(pk, at=at) for pk in lost}
    with transaction.atomic():
        _save_outcome(gone, accepted_at=at, why="found at the provider")
        for pk, why in reasons.items():
            _save_outcome({pk}, dropped_at=at, why=why)
    return [row for row in rows if row.pk in told]


def settle_mail(first: Delivery, **outcome: Any) -> None:
    """
    Save the outcome of a mail: of its only delivery, or of all that it carries.

    What is set aside is each for itself again: an administrator decides on each.
    """
    if "set_aside_at" in outcome:
        outcome |= {"is_held": False, "carried_by": None}
    outstanding = Delivery.objects.outstanding().filter(pk=first.pk)
    rows = Delivery.objects.of_mail(first) if first.carried_by else outstanding
    rows.update(in_doubt=False, **outcome)


def _save_outcome(keys: Collection[UUID], **outcome: Any) -> None:
    Delivery.objects.outstanding().filter(pk__in=keys).update(in_doubt=False, **outcome)


def _was_in_doubt(row: Delivery, first: Delivery) -> bool:
    """Whether it was in doubt before this attempt, for which only the first is marked."""
    return first.was_in_doubt if row.pk == first.pk else row.in_doubt
