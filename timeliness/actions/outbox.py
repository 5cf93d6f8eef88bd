"""The outbox: enqueue notices, and deliver each to the mail provider once."""

import logging
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused as Rejected
from people.access.scopes import Scope
from people.administration.actions.open_admin_action import log_admin_action as log_act
from timeliness import notices, queries
from timeliness.actions import daily_mails, heartbeats, leases
from timeliness.actions.daily_mails import settle_mail
from timeliness.mail_queries import has_to_wait
from timeliness.models import Delivery
from timeliness.models.delivery import NEVER_HELD_FIRST
from timeliness.permissions import SITE
from timeliness.providers import NotAccepted, Provider, ProviderRejected

log = logging.getLogger(__name__)

NOT_SET_ASIDE = _("This message is no longer waiting for a decision.")
RENUMBER_NOTICES_SQL = """
UPDATE timeliness_delivery notice SET written_in = told.place FROM (
    SELECT reference, -dense_rank() OVER (
        ORDER BY created_at DESC, about, notice, subject
    ) AS place FROM timeliness_delivery
) AS told WHERE told.reference = notice.reference"""


def enqueue_notices(
    people_ids: Iterable[int], *, notice: str, subject: str, about: UUID, at: datetime
) -> None:
    """Queue a notice for these people, in the caller's transaction.

    They see it on screen after the commit; an e-mail follows. It is re-authorised at both times, so
    a person who has lost access gets neither. notice: a key of notices.NOTICE_TITLES. subject: a
    reference. about: id of a case or of a row on it, or Unit.reference.
    """
    if notice not in notices.NOTICE_TITLES:
        raise ValueError(f"no words for {notice}")
    Delivery.objects.bulk_create(
        Delivery(
            about=about,
            subject=subject,
            notice=notice,
            recipient_id=person_id,
            created_at=at,
            send_after=at,
        )
        for person_id in sorted(set(people_ids))
    )


def drop_unsent_mails(
    *, notice: str, about: UUID, written: Iterable[datetime], why: str, at: datetime
) -> None:
    """
    Drop the e-mails of this kind about a row, of these moments, that nobody handed over yet: those
    that an administrator could send again too. One that is being sent now, by itself or in a daily
    mail, is left. In the caller's transaction: until its end no worker begins to send one.
    """
    rows = Delivery.objects.filter(notice=notice, about=about, created_at__in=[*written])
    rows = rows.filter(accepted_at=None, dropped_at=None, in_doubt=False)
    carriers = Delivery.objects.outstanding().filter(pk__in=rows.values("carried_by"))
    locked = carriers.order_by("reference").select_for_update(no_key=True)
    being_sent = [carrier.pk for carrier in locked if carrier.in_doubt]
    rows.exclude(carried_by__in=being_sent).update(set_aside_at=None, dropped_at=at, why=why)


def has_unread_notice(notice: str, *, about: UUID) -> bool:
    """Whether any recipient of this notice about a row has not read it yet."""
    return Delivery.objects.filter(notice=notice, about=about, read_at=None).exists()


def send_next_delivery(*, provider: Provider, at: datetime) -> bool:
    """
    Send the due delivery that has waited longest. False if none is due.

    One whose reader does not want mail now is held instead (timeliness/actions/daily_mails.py).
    """
    delivery = lease_next_delivery(at=at)
    if delivery is None:
        return False
    try:
        if delivery.is_held:
            return True
        if delivery.carried_by:
            daily_mails.send_daily_mail(delivery, provider, at)
        else:
            settle_mail(delivery, **attempt_delivery(delivery, provider, at))
    except NotAccepted as error:
        retry_delivery_later(delivery, error, at)
    except ProviderRejected as error:
        settle_mail(delivery, set_aside_at=at, why=f"refused {error}")
    except Exception:  # outcome unknown: it stays in doubt and leased
        log.exception("delivery %s in doubt", delivery.reference)
    return True


@transaction.atomic
def lease_next_delivery(*, at: datetime) -> Delivery | None:
    """Lease one due delivery and mark it in doubt before the attempt; None if none is due.

    What waited for its reader's hours comes after all else. Sets was_in_doubt on it. Skips rows
    locked by other workers. One whose reader does not want mail now comes back held: no attempt has
    begun, and no worker takes it until it is let go.
    """

    def hold_or_count(delivery: Delivery) -> dict[str, Any]:
        return {"is_held": True} if has_to_wait(delivery, at=at) else leases.count_attempt(delivery)

    related = ("recipient__mail_choice", "reminder__clock")
    delivery = leases.take_lease(
        Delivery.objects.due(at).select_related(*related), "send_after", at=at,
        first_by=(NEVER_HELD_FIRST, "send_after"), seconds=settings.SEND_LEASE_SECONDS,
        change=hold_or_count,
    )  # fmt: skip
    heartbeats.leave_heartbeat("sent", at=at)
    return delivery


def attempt_delivery(delivery: Delivery, provider: Provider, at: datetime) -> dict[str, Any]:
    """Look up a delivery in doubt, re-authorise it, then send it. Returns the fields to save."""
    if delivery.was_in_doubt and provider.sent(delivery.reference):
        return {"accepted_at": at, "why": "found at the provider"}
    if reason := queries.drop_reason(delivery.reference, at=at):
        return {"dropped_at": at, "why": reason}
    if delivery.attempts > settings.SEND_ATTEMPTS:
        return {"set_aside_at": at, "why": delivery.why or "never finished"}
    provider.send(delivery.reference, delivery.recipient.email, *notices.notice_mail(delivery))
    return {"accepted_at": at}


@transaction.atomic
def doubt_all_deliveries(*, at: datetime) -> int:
    """
    After a restore: mark all unsent deliveries in doubt. Returns their number.

    Only the provider knows what was sent after the backup was taken, so each unsent or failed
    delivery, and each reminder that the sweep makes again, is looked up before it is sent. Notices
    get written_in numbers below all others, in their order, because a restored server may count
    its transactions from the beginning.
    """
    heartbeats.leave_heartbeat("restored", at=at)
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER_NOTICES_SQL)
    return Delivery.objects.filter(accepted_at=None, dropped_at=None).update(in_doubt=True)


@transaction.atomic
def send_again(*, reference: UUID, by: Scope, at: datetime) -> Delivery:
    """Send a failed delivery again, with a fresh number of attempts. Raises Refused."""
    anew = {"set_aside_at": None, "attempts": 0, "send_after": at, "why": ""}
    return _update_set_aside("send_again", reference, by=by, at=at, **anew)


@transaction.atomic
def let_message_be(*, reference: UUID, by: Scope, at: datetime) -> Delivery:
    """Drop a failed delivery that need not be sent any more. Raises Refused."""
    let_be = {"set_aside_at": None, "dropped_at": at, "why": "let be by an administrator"}
    return _update_set_aside("let_message_be", reference, by=by, at=at, **let_be)


def _update_set_aside(
    verb: str, reference: UUID, *, by: Scope, at: datetime, **values: Any
) -> Delivery:
    SITE.check(by, verb)
    found = Delivery.objects.select_for_update().filter(pk=reference, set_aside_at__isnull=False)
    delivery = found.first()
    if delivery is None:
        raise Rejected(NOT_SET_ASIDE, is_stage=True)
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(values))
    log_act(verb, delivery, by=by, at=at)
    return delivery


def retry_delivery_later(delivery: Delivery, error: Exception, at: datetime) -> None:
    """Schedule another attempt, with exponential backoff: the provider does not have it."""
    Delivery.objects.outstanding().filter(pk=delivery.pk).update(
        in_doubt=False,
        send_after=next_attempt_at(delivery.attempts, at=at),
        why=type(error).__name__,
    )


def next_attempt_at(attempts: int, *, at: datetime) -> datetime:
    """Moment of the next attempt: exponential backoff with jitter of half to one and a half."""
    wait = min(
        settings.SEND_BACKOFF_SECONDS * 2 ** (attempts - 1), settings.SEND_BACKOFF_CAP_SECONDS
    )
    return at + timedelta(seconds=wait * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
