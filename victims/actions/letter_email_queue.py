"""
Getting each letter that goes by e-mail to GOV.UK Notify once, and asking what came of it.

As timeliness/actions/outbox.py sends notices: a claim with a lease and a doubt, the provider called
outside any transaction, then the mark. Whether the letter is still wanted, safe and true is asked
at the last moment, under the lock of the case.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import save_next_version
from cases.models import Case
from people.access import audit_log, scopes
from people.models import Operation
from timeliness import leases, providers
from timeliness.actions import clocks, outbox
from victims.actions import vrr_time_to_ask
from victims.actions.encrypted_words import decrypt_row_words
from victims.actions.letter_contacts import ACCEPTED_BY_NOTIFY, record_letter_contact
from victims.actions.letter_dispatch import (
    check_letter_may_go,
    recipient_details,
    record_dispatch_result,
    save_dispatched_text,
)
from victims.models import Letter, LetterMeans, LetterStatus, Sending, SendingResult
from victims.notify import NotifyClient
from victims.queries import letters as queries

log = logging.getLogger(__name__)
MAX_LOOK_SECONDS = 86_400  # a day
NOTIFY_REJECTED = _("GOV.UK Notify did not accept it.")
NOTIFY_UNREACHABLE = _("GOV.UK Notify could not be reached.")


def send_next_letter(*, provider: NotifyClient, at: datetime) -> bool:
    """Send the letter that has waited longest; False when none is due."""
    sending = lease_next_letter(at=at)
    if sending is None:
        return False
    try:
        attempt_letter(sending, provider, at)
    except providers.NotAccepted:
        retry_letter_later(sending, at)
    except providers.ProviderRejected:
        settle_letter(sending, SendingResult.TECHNICAL, at=at, why=NOTIFY_REJECTED)
    except Exception:  # nobody knows how it ended, so the doubt and the lease stand
        log.exception("letter %s in doubt", sending.pk)
    return True


@transaction.atomic
def lease_next_letter(*, at: datetime) -> Sending | None:
    """Take one letter for the length of a lease, and write down that an attempt began."""
    longest = max(settings.SEND_LEASE_SECONDS, 2 * settings.SEND_BACKOFF_CAP_SECONDS)
    is_due = leases.wait_over_filter("send_after", at=at, longest=longest)
    waiting = _unsent_letter_emails().filter(is_due)
    sending = waiting.select_for_update(skip_locked=True).order_by("send_after").first()
    if sending:
        sending.was_in_doubt, sending.in_doubt = sending.in_doubt, True
        sending.attempts += 1
        sending.send_after = at + timedelta(seconds=settings.SEND_LEASE_SECONDS)
        sending.save(update_fields=["in_doubt", "attempts", "send_after"])
    return sending


def attempt_letter(sending: Sending, provider: NotifyClient, at: datetime) -> None:
    """Ask before repeating, ask whether it may still go, then send."""
    if sending.was_in_doubt and provider.sent(sending.pk):
        return mark_letter_accepted(sending, at=at)
    if sending.attempts > settings.SEND_ATTEMPTS:
        return settle_letter(sending, SendingResult.TECHNICAL, at=at, why=NOTIFY_UNREACHABLE)
    try:
        to, called, text = prepare_letter_email(sending, at=at)
    except scopes.Refused as refusal:
        return settle_letter(sending, SendingResult.DROPPED, at=at, why=refusal)
    provider.send(sending.pk, to, called, text)
    return mark_letter_accepted(sending, at=at)


@transaction.atomic
def prepare_letter_email(sending: Sending, *, at: datetime) -> tuple[str, str, str]:
    """(her address, what the letter is called, its text) where it may go; refused where not."""
    letter = lock_letter(sending)
    check_letter_may_go(letter, sending.means, at=at)
    who = recipient_details(letter, sending.means)
    said = vrr_time_to_ask.save_time_to_ask(letter, at=at)
    words = decrypt_row_words(letter, letter.words)
    sheet = queries.letter_text(letter, words, called=who["called"], time_to_ask=said)
    text = save_dispatched_text(sending, sheet)
    log_letter_disclosure(letter, at=at)
    return who["email"], letter.reference, text


def log_letter_disclosure(letter: Letter, *, at: datetime) -> None:
    """The log has that the victim is told."""
    audit_log.record_entry(
        operation=Operation.DISCLOSURE, verb="send_letter", by=None, kind=Letter._meta.label,
        ids=[letter.pk], case_id=letter.case_id, at=at,
    )  # fmt: skip


@transaction.atomic
def mark_letter_accepted(sending: Sending, *, at: datetime) -> None:
    """Notify has it: the letter is sent, and we ask later what came of it. It is written once."""
    letter = lock_letter(sending)
    sending.refresh_from_db()
    if sending.accepted_at:  # by whoever took it over, as the answer was so long in coming
        return
    if not sending.text:  # it went before a backup was restored that does not know of it
        log_letter_disclosure(letter, at=at)
    sending.accepted_at, sending.in_doubt = at, False
    sending.look_after = at + timedelta(seconds=settings.NOTIFY_LOOK_SECONDS)
    sending.save(update_fields=["accepted_at", "in_doubt", "look_after"])
    letter.status = LetterStatus.SENT
    save_next_version(letter, "send_letter", by=None, at=at)
    record_letter_contact(sending, letter, ACCEPTED_BY_NOTIFY, at=at)


@transaction.atomic
def settle_letter(sending: Sending, result: str, *, at: datetime, why: object = "") -> None:
    """Write how it ended; whoever else has written that already is left alone."""
    letter = lock_letter(sending)
    if not _email_dispatches().filter(pk=sending.pk, result="").exists():
        return
    record_dispatch_result(sending, letter, result, by=None, at=at, why=why)


def mark_all_letters_in_doubt() -> int:
    """A backup has been restored: Notify is asked about each letter before it goes. How many."""
    return _unsent_letter_emails().update(in_doubt=True)


def oldest_unsent_letter_at() -> datetime | None:
    """Since when the letter that has waited longest to go has; None where none waits."""
    return _unsent_letter_emails().aggregate(n=Min("at"))["n"]


def retry_letter_later(sending: Sending, at: datetime) -> None:
    """Notify certainly does not have it: try again later, further apart each time."""
    again = outbox.next_attempt_at(sending.attempts, at=at)
    _email_dispatches().filter(pk=sending.pk, result="").update(in_doubt=False, send_after=again)


def ask_next_letter_result(*, provider: NotifyClient, at: datetime) -> bool:
    """Ask what came of the e-mail that has waited longest to be asked about; False when none is."""
    sending = _lease_next_result_check(at=at)
    if sending is None:
        return False
    if result := provider.result(sending.pk):
        settle_letter(sending, result, at=at)
    return True


@transaction.atomic
def _lease_next_result_check(*, at: datetime) -> Sending | None:
    """One e-mail to ask about; the next time is twice as far off each time, up to a day."""
    is_due = leases.wait_over_filter("look_after", at=at, longest=MAX_LOOK_SECONDS)
    rows = _email_dispatches().filter(is_due, result="", accepted_at__isnull=False)
    sending = rows.select_for_update(skip_locked=True).order_by("look_after").first()
    if sending:
        assert sending.accepted_at is not None
        waited = max((at - sending.accepted_at).total_seconds(), settings.NOTIFY_LOOK_SECONDS)
        sending.look_after = at + timedelta(seconds=min(waited, MAX_LOOK_SECONDS))
        sending.save(update_fields=["look_after"])
    return sending


def _unsent_letter_emails() -> QuerySet[Sending]:
    """What has yet to go."""
    return _email_dispatches().filter(result="", accepted_at=None)


def _email_dispatches() -> QuerySet[Sending]:
    return Sending.objects.system("the worker sends letters").filter(means=LetterMeans.EMAIL)


def lock_letter(sending: Sending) -> Letter:
    """The letter, read under the lock of its case, as every act about it takes it."""
    clocks.lock_calendar_shared()
    Case.objects.system("lock the case of a letter").select_for_update(no_key=True).get(
        pk=sending.case_id
    )
    return Letter.objects.system("a letter goes out").get(pk=sending.letter_id)
