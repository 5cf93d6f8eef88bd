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

from cases.actions.base import bump
from cases.models import Case
from people import access, audit
from people.models import Operation
from timeliness import providers, waits
from timeliness.actions import clocks, outbox
from victims.actions import time_to_ask
from victims.actions.letter_entries import ACCEPTED, entered
from victims.actions.sealed import opened
from victims.actions.sendings import ended, keep_text, may_go, who_she_is
from victims.models import Letter, LetterStatus, Means, Sending, SendingResult
from victims.notify import Notify
from victims.queries import letters as queries

log = logging.getLogger(__name__)
LONGEST_LOOK = 86_400  # a day
NOT_TAKEN = _("GOV.UK Notify did not accept it.")
NEVER_FINISHED = _("GOV.UK Notify could not be reached.")


def send_next(*, provider: Notify, at: datetime) -> bool:
    """Send the letter that has waited longest; False when none is due."""
    sending = claim(at=at)
    if sending is None:
        return False
    try:
        attempt(sending, provider, at)
    except providers.NotAccepted:
        put_back(sending, at)
    except providers.Refused:
        settle(sending, SendingResult.TECHNICAL, at=at, why=NOT_TAKEN)
    except Exception:  # nobody knows how it ended, so the doubt and the lease stand
        log.exception("letter %s in doubt", sending.pk)
    return True


@transaction.atomic
def claim(*, at: datetime) -> Sending | None:
    """Take one letter for the length of a lease, and write down that an attempt began."""
    longest = max(settings.SEND_LEASE_SECONDS, 2 * settings.SEND_BACKOFF_CAP_SECONDS)
    is_due = waits.is_over("send_after", at=at, longest=longest)
    waiting = _waiting().filter(is_due)
    sending = waiting.select_for_update(skip_locked=True).order_by("send_after").first()
    if sending:
        sending.was_in_doubt, sending.in_doubt = sending.in_doubt, True
        sending.attempts += 1
        sending.send_after = at + timedelta(seconds=settings.SEND_LEASE_SECONDS)
        sending.save(update_fields=["in_doubt", "attempts", "send_after"])
    return sending


def attempt(sending: Sending, provider: Notify, at: datetime) -> None:
    """Ask before repeating, ask whether it may still go, then send."""
    if sending.was_in_doubt and provider.sent(sending.pk):
        return accepted(sending, at=at)
    if sending.attempts > settings.SEND_ATTEMPTS:
        return settle(sending, SendingResult.TECHNICAL, at=at, why=NEVER_FINISHED)
    try:
        to, called, text = ready(sending, at=at)
    except access.Refused as refusal:
        return settle(sending, SendingResult.DROPPED, at=at, why=refusal)
    provider.send(sending.pk, to, called, text)
    return accepted(sending, at=at)


@transaction.atomic
def ready(sending: Sending, *, at: datetime) -> tuple[str, str, str]:
    """(her address, what the letter is called, its text) where it may go; refused where not."""
    letter = locked(sending)
    may_go(letter, sending.means, at=at)
    who = who_she_is(letter, sending.means)
    said = time_to_ask.kept_with(letter, at=at)
    words = opened(letter, letter.words)
    sheet = queries.sheet(letter, words, called=who["called"], time_to_ask=said)
    text = keep_text(sending, sheet)
    log_telling(letter, at=at)
    return who["email"], letter.reference, text


def log_telling(letter: Letter, *, at: datetime) -> None:
    """The log has that the victim is told."""
    audit.record(
        operation=Operation.DISCLOSURE, verb="send_letter", by=None, kind=Letter._meta.label,
        ids=[letter.pk], case_id=letter.case_id, at=at,
    )  # fmt: skip


@transaction.atomic
def accepted(sending: Sending, *, at: datetime) -> None:
    """Notify has it: the letter is sent, and we ask later what came of it. It is written once."""
    letter = locked(sending)
    sending.refresh_from_db()
    if sending.accepted_at:  # by whoever took it over, as the answer was so long in coming
        return
    if not sending.text:  # it went before a backup was restored that does not know of it
        log_telling(letter, at=at)
    sending.accepted_at, sending.in_doubt = at, False
    sending.look_after = at + timedelta(seconds=settings.NOTIFY_LOOK_SECONDS)
    sending.save(update_fields=["accepted_at", "in_doubt", "look_after"])
    letter.status = LetterStatus.SENT
    bump(letter, "send_letter", by=None, at=at)
    entered(sending, letter, ACCEPTED, at=at)


@transaction.atomic
def settle(sending: Sending, result: str, *, at: datetime, why: object = "") -> None:
    """Write how it ended; whoever else has written that already is left alone."""
    letter = locked(sending)
    if not _ours().filter(pk=sending.pk, result="").exists():
        return
    ended(sending, letter, result, by=None, at=at, why=why)


def doubt_all() -> int:
    """A backup has been restored: Notify is asked about each letter before it goes. How many."""
    return _waiting().update(in_doubt=True)


def waits_since() -> datetime | None:
    """Since when the letter that has waited longest to go has; None where none waits."""
    return _waiting().aggregate(n=Min("at"))["n"]


def put_back(sending: Sending, at: datetime) -> None:
    """Notify certainly does not have it: try again later, further apart each time."""
    again = outbox.again_at(sending.attempts, at=at)
    _ours().filter(pk=sending.pk, result="").update(in_doubt=False, send_after=again)


def ask_next(*, provider: Notify, at: datetime) -> bool:
    """Ask what came of the e-mail that has waited longest to be asked about; False when none is."""
    sending = _asked(at=at)
    if sending is None:
        return False
    if result := provider.result(sending.pk):
        settle(sending, result, at=at)
    return True


@transaction.atomic
def _asked(*, at: datetime) -> Sending | None:
    """One e-mail to ask about; the next time is twice as far off each time, up to a day."""
    is_due = waits.is_over("look_after", at=at, longest=LONGEST_LOOK)
    rows = _ours().filter(is_due, result="", accepted_at__isnull=False)
    sending = rows.select_for_update(skip_locked=True).order_by("look_after").first()
    if sending:
        assert sending.accepted_at is not None
        waited = max((at - sending.accepted_at).total_seconds(), settings.NOTIFY_LOOK_SECONDS)
        sending.look_after = at + timedelta(seconds=min(waited, LONGEST_LOOK))
        sending.save(update_fields=["look_after"])
    return sending


def _waiting() -> QuerySet[Sending]:
    """What has yet to go."""
    return _ours().filter(result="", accepted_at=None)


def _ours() -> QuerySet[Sending]:
    return Sending.objects.system("the worker sends letters").filter(means=Means.EMAIL)


def locked(sending: Sending) -> Letter:
    """The letter, read under the lock of its case, as every act about it takes it."""
    clocks.keep_calendar()
    Case.objects.system("lock the case of a letter").select_for_update(no_key=True).get(
        pk=sending.case_id
    )
    return Letter.objects.system("a letter goes out").get(pk=sending.letter_id)
