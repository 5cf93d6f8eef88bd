"""
Send each e-mailed letter through GOV.UK Notify exactly once, and poll for its result.

Works as timeliness/actions/outbox.py does for notices: lease and in-doubt flag, the provider call
outside any transaction, then the result. Whether the letter is still wanted, safe and true is
checked last, under the case's row lock.
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
from people.access.row_security import for_purpose
from people.models import Operation
from timeliness import providers
from timeliness.actions import clocks, outbox
from timeliness.actions.leases import count_attempt, take_lease
from timeliness.leases import wait_over_filter
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
    except Exception:  # the outcome is unknown: it stays in doubt, and leased
        log.exception("letter %s in doubt", sending.pk)
    return True


def lease_next_letter(*, at: datetime) -> Sending | None:
    """Lease one due letter and count the attempt."""
    longest = max(settings.SEND_LEASE_SECONDS, 2 * settings.SEND_BACKOFF_CAP_SECONDS)
    is_due = wait_over_filter("send_after", at=at, longest=longest)
    return take_lease(
        _unsent_letter_emails().filter(is_due), "send_after", at=at, first_by=("send_after",),
        seconds=settings.SEND_LEASE_SECONDS, change=count_attempt,
    )  # fmt: skip


def attempt_letter(sending: Sending, provider: NotifyClient, at: datetime) -> None:
    """Look a letter in doubt up at Notify, check that it may still go, then send it."""
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
    """(e-mail address, the letter's reference, its text). Raises Refused where it may not go."""
    letter = lock_letter(sending)
    check_letter_may_go(letter, sending.means, at=at)
    who = recipient_details(letter, sending.means)
    time_to_ask = vrr_time_to_ask.save_time_to_ask(letter, at=at)
    words = decrypt_row_words(letter, letter.words)
    sheet = queries.letter_text(letter, words, called=who["called"], time_to_ask=time_to_ask)
    text = save_dispatched_text(sending, sheet)
    log_letter_disclosure(letter, at=at)
    return who["email"], letter.reference, text


def log_letter_disclosure(letter: Letter, *, at: datetime) -> None:
    """Write the audit entry for the disclosure to the victim."""
    audit_log.record_entry(
        operation=Operation.DISCLOSURE, verb="send_letter", by=None, kind=Letter._meta.label,
        ids=[letter.pk], case_id=letter.case_id, at=at,
    )  # fmt: skip


@transaction.atomic
def mark_letter_accepted(sending: Sending, *, at: datetime) -> None:
    """Notify has accepted the letter: mark it sent and schedule the first poll. Idempotent."""
    letter = lock_letter(sending)
    sending.refresh_from_db()
    if sending.accepted_at:  # another worker took it over after the lease ran out
        return
    if not sending.text:  # it was sent after the backup that was restored
        log_letter_disclosure(letter, at=at)
    sending.accepted_at, sending.in_doubt = at, False
    sending.look_after = at + timedelta(seconds=settings.NOTIFY_LOOK_SECONDS)
    sending.save(update_fields=["accepted_at", "in_doubt", "look_after"])
    letter.status = LetterStatus.SENT
    save_next_version(letter, "send_letter", by=None, at=at)
    record_letter_contact(sending, letter, ACCEPTED_BY_NOTIFY, at=at)


@transaction.atomic
def settle_letter(sending: Sending, result: str, *, at: datetime, why: object = "") -> None:
    """Store the final result, unless another worker has stored one already."""
    letter = lock_letter(sending)
    if not _email_dispatches().filter(pk=sending.pk, result="").exists():
        return
    record_dispatch_result(sending, letter, result, by=None, at=at, why=why)


def mark_all_letters_in_doubt() -> int:
    """
    After a restore from backup, mark every unsent letter to be looked up at Notify first.

    Returns the number of letters.
    """
    return _unsent_letter_emails().update(in_doubt=True)


@for_purpose("how long a letter has waited")
def oldest_unsent_letter_at() -> datetime | None:
    """Since when the oldest unsent letter has waited; None where none waits."""
    oldest: datetime | None = _unsent_letter_emails().aggregate(n=Min("at"))["n"]
    return oldest


def retry_letter_later(sending: Sending, at: datetime) -> None:
    """Notify does not have it: retry later, with exponential backoff."""
    again = outbox.next_attempt_at(sending.attempts, at=at)
    _email_dispatches().filter(pk=sending.pk, result="").update(in_doubt=False, send_after=again)


def ask_next_letter_result(*, provider: NotifyClient, at: datetime) -> bool:
    """Poll for the result of the e-mail that has waited longest; False when none is due."""
    sending = _lease_next_result_check(at=at)
    if sending is None:
        return False
    if result := provider.result(sending.pk):
        settle_letter(sending, result, at=at)
    return True


def _lease_next_result_check(*, at: datetime) -> Sending | None:
    """Lease one e-mail to poll; the interval doubles each time, up to a day."""
    is_due = wait_over_filter("look_after", at=at, longest=MAX_LOOK_SECONDS)

    def seconds_to_next(sending: Sending) -> float:
        assert sending.accepted_at is not None
        waited = (at - sending.accepted_at).total_seconds()
        return min(max(waited, settings.NOTIFY_LOOK_SECONDS), MAX_LOOK_SECONDS)

    return take_lease(
        _email_dispatches().filter(is_due, result="", accepted_at__isnull=False), "look_after",
        at=at, first_by=("look_after",), seconds=seconds_to_next,
    )  # fmt: skip


def _unsent_letter_emails() -> QuerySet[Sending]:
    """The e-mailed letters that have yet to be sent."""
    return _email_dispatches().filter(result="", accepted_at=None)


def _email_dispatches() -> QuerySet[Sending]:
    return Sending.objects.unscoped("the worker sends letters").filter(means=LetterMeans.EMAIL)


def lock_letter(sending: Sending) -> Letter:
    """The letter, read under the row lock of its case, as every action on it does."""
    clocks.lock_calendar_shared()
    Case.objects.unscoped("lock the case of a letter").select_for_update(no_key=True).get(
        pk=sending.case_id
    )
    return Letter.objects.unscoped("a letter goes out").get(pk=sending.letter_id)
