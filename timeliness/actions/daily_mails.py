"""Mail that waits for its reader's hours: let go when they have come, or gathered into one mail.

A delivery is held when a worker would send it and its reader does not want it now. Whether it goes
on waiting is asked anew at each run, of what the reader has chosen by then, so that no change of a
choice leaves one behind (ADR 148).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from people.models.nullable import not_null
from timeliness import mail_queries, notices
from timeliness.mail_times import is_quiet, last_daily_mail, next_daily_mail
from timeliness.models import Delivery, MailChoice
from timeliness.providers import Provider
from timeliness.urgent_notices import cannot_wait


def release_held_mail(*, at: datetime) -> None:
    """Let go what is held for people whose hours have come."""
    for person_id in mail_queries.people_whose_mail_may_go(at=at):
        release_mail_of_person(person_id, at=at)


@transaction.atomic
def release_mail_of_person(person_id: int, *, at: datetime) -> None:
    """
    Let go what is held for a person, unless what they have chosen is against it now.

    Skips a person whom another worker has locked: it does the same.
    """
    rows = MailChoice.objects.select_for_update(skip_locked=True, no_key=True)
    choice = rows.filter(person=person_id).first()
    if choice is None or is_quiet(choice, at=at):
        return
    held = Delivery.objects.held().filter(recipient=person_id)
    held.filter(carried_by=F("reference")).update(is_held=False, send_after=at)
    alone = held.in_no_mail()
    if choice.daily_hour is not None:
        alone = alone.filter(attempts__gt=0)
    alone.update(is_held=False, carried_by=None, send_after=at)
    if MailChoice.objects.filter(mail_queries.daily_mail_due(at), pk=person_id).exists():
        gather_daily_mail(choice, at=at)


def gather_daily_mail(choice: MailChoice, *, at: datetime) -> None:
    """
    Put what waits for a person's daily mail into one mail, and move the next one to the next day.

    There is none if nothing has waited since before the hour. The first delivery is sent for all:
    it alone is leased. What a restored database holds in doubt may have gone in several mails, so
    it is gathered as it was then: day by day.
    """
    hour, rows = not_null(choice.daily_hour), _waiting_for_daily_mail(choice.person_id)
    if not rows or rows[0].created_at >= last_daily_mail(hour, at=at):
        _move_next_mail(choice, at=at)
        return
    first, together = rows[0], rows
    if first.in_doubt:
        until = next_daily_mail(hour, after=first.created_at)
        together = [row for row in rows if row.in_doubt and row.created_at < until]
    mail = Delivery.objects.filter(pk__in=[row.pk for row in together])
    mail.update(is_held=True, carried_by=first.pk)
    Delivery.objects.filter(pk=first.pk).update(is_held=False, send_after=at)
    if len(together) == len(rows):
        _move_next_mail(choice, at=at)


def _move_next_mail(choice: MailChoice, *, at: datetime) -> None:
    choice.next_mail_at = next_daily_mail(not_null(choice.daily_hour), after=at)
    choice.save(update_fields=["next_mail_at"])


def _waiting_for_daily_mail(person_id: int) -> list[Delivery]:
    """What goes in a person's next daily mail, oldest first, locked; also what is not held yet."""
    rows = Delivery.objects.outstanding().in_no_mail().filter(recipient=person_id, attempts=0)
    locked = rows.select_related("reminder__clock").select_for_update(of=("self",), no_key=True)
    return [row for row in locked.order_by("created_at", "reference") if not cannot_wait(row)]


def send_daily_mail(first: Delivery, provider: Provider, at: datetime) -> None:
    """
    Send one mail of all that goes with this delivery, and save what became of each.

    Each is authorised again; what may no longer be told is dropped, and if nothing is left, no mail
    goes. What a restored database holds in doubt may have gone by itself. Raises as providers do.
    """
    if first.was_in_doubt and provider.sent(first.message_id):
        settle_mail(first, accepted_at=at, why="found at the provider")
        return
    rows = list(Delivery.objects.of_mail(first).select_related("reminder__clock"))
    gone = {row.pk for row in rows if _was_in_doubt(row, first) and provider.sent(row.reference)}
    told = mail_queries.told_now([row.pk for row in rows if row.pk not in gone], at=at)
    if told and first.attempts > settings.SEND_ATTEMPTS:
        settle_mail(first, set_aside_at=at, why=first.why or "never finished")
        return
    if told:
        mail = notices.daily_mail([row for row in _oldest_first(rows) if row.pk in told])
        provider.send(first.message_id, first.recipient.email, *mail)
    lost = [row.pk for row in rows if row.pk not in told | gone]
    reasons = {pk: mail_queries.why_dropped(pk, at=at) for pk in lost}
    with transaction.atomic():
        _save_outcome(gone, accepted_at=at, why="found at the provider")
        for pk, why in reasons.items():
            _save_outcome({pk}, dropped_at=at, why=why)
        _save_outcome(told, accepted_at=at)


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


def _oldest_first(rows: Iterable[Delivery]) -> list[Delivery]:
    return sorted(rows, key=lambda row: (row.created_at, row.reference))
