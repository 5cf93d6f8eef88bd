"""
Dispatch of a letter: means and sender, the printed sheet, and the result.

E-mails are sent by the worker (victims/actions/letter_email_queue.py). Before each dispatch the
safety of the means and the facts of the letter are checked again.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates, save_next_version
from cases.models.case_key_of_text import reason_if_key_is_there
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.identity.sides import Side
from people.text.dates import format_day
from timeliness import periods
from timeliness.actions import clocks
from timeliness.calendar import london_day
from victims import encryption, keys, letter_templates
from victims.actions import vrr_time_to_ask
from victims.actions.encrypted_words import VICTIM_WORDS_UNREADABLE, decrypt_row_words
from victims.actions.identities import check_reveals_this_hour, identity_for_letter
from victims.actions.letter_contacts import record_letter_contact
from victims.actions.letter_facts import day_in_language
from victims.actions.letters import check_letter_facts_unchanged
from victims.actions.open_victim_action import open_victim_action
from victims.contact_dates import contact_moment_on_day
from victims.models import (
    LIVE_DISPATCH_RESULTS,
    Letter,
    LetterMeans,
    LetterStatus,
    Reveal,
    Sending,
    SendingResult,
    VictimIdentity,
)
from victims.notices import notify_letter_not_received
from victims.permissions.safe_letter_means import why_means_is_unsafe
from victims.queries import letters as queries
from victims.queries.known_support import may_send_through_isva
from victims.queries.records import victim_reference

NOTIFY_NOT_SET_UP = _("GOV.UK Notify is not set up here. Send the letter in another way.")
DETAIL_NOT_RECORDED = {
    "name": _("No one has recorded what the victim is called. Record that first."),
    "address": _("No one has recorded the victim’s address. Record that first."),
    "email": _("No one has recorded the victim’s email address. Record that first."),
}
DETAILS_BY_MEANS: dict[str, tuple[str, ...]] = {
    LetterMeans.POST: ("name", "address"), LetterMeans.EMAIL: ("name", "email"),
    LetterMeans.POLICE: ("name",),
    LetterMeans.ISVA: ("name",),
}  # fmt: skip
# The results that may be recorded first, by means, and next, by current result. E-mails have none.
FIRST_RESULTS_BY_MEANS: dict[str, tuple[SendingResult, ...]] = {
    LetterMeans.POST: (SendingResult.POSTED, SendingResult.CAME_BACK, SendingResult.NOT_SENT),
    LetterMeans.POLICE: (SendingResult.HANDED_OVER, SendingResult.NOT_SENT),
    LetterMeans.ISVA: (SendingResult.HANDED_OVER, SendingResult.NOT_SENT),
}
NEXT_RESULTS: dict[str, tuple[SendingResult, ...]] = {
    SendingResult.POSTED: (
        SendingResult.DELIVERED, SendingResult.CAME_BACK, SendingResult.NOT_SENT,
    ),
    SendingResult.HANDED_OVER: (SendingResult.CAME_BACK, SendingResult.NOT_SENT),
    SendingResult.DELIVERED: (SendingResult.CAME_BACK, SendingResult.NOT_SENT),
}  # fmt: skip
POSTED_LETTER_PERIOD = "posted_letter_ask"  # no national source sets it: an Area may
RESULT_NOT_POSSIBLE = _("Select the result of sending the letter in this way.")
RESULT_BEFORE_DISPATCH = _("This cannot have been before the letter was sent, on %(day)s.")


@dataclass(frozen=True)
class PrintedLetter:
    """A letter for the printer. pk: of its dispatch (Sending)."""

    pk: UUID
    reference: str
    language: str
    address: str
    day: str
    sheet: letter_templates.LetterText


@transaction.atomic
def send_letter(*, letter: Letter, by: Scope, at: datetime, version: int, means: str) -> Sending:
    """Release an approved letter, by a means that is safe for the victim now. Raises Refused."""
    letter = open_victim_action("send_letter", letter, by=by, at=at, version=version)
    check_letter_may_go(letter, means, at=at)
    if means == LetterMeans.EMAIL and not settings.NOTIFY_API_KEY:
        raise Refused(NOTIFY_NOT_SET_UP, is_stage=True)
    letter.status, letter.means = LetterStatus.SENDING, means
    save_next_version(letter, "send_letter", by=by, at=at)
    by_worker = {"send_after": at} if means == LetterMeans.EMAIL else {}
    return Sending.objects.unscoped("a letter goes out").create(
        case_id=letter.case_id, record_id=letter.record_id, letter=letter, means=means,
        by_id=by.actor.id, at=at, **by_worker,
    )  # fmt: skip


@for_purpose("a letter is printed")
@transaction.atomic
def print_letter(*, letter: Letter, by: Scope, at: datetime) -> PrintedLetter:
    """
    The letter with the victim's name, and address if posted. Shown once; the reveal is recorded.

    Raises Refused where the letter may not go, or above the hourly limit of reveals.
    """
    letter = open_victim_action("print_letter", letter, by=by, at=at, operation="disclosure")
    check_letter_may_go(letter, letter.means, at=at)
    check_reveals_this_hour(letter.record, by=by, at=at)
    who = recipient_details(letter, letter.means)
    time_to_ask = vrr_time_to_ask.save_time_to_ask(letter, at=at)
    words = decrypt_row_words(letter, letter.words)
    sheet = queries.letter_text(letter, words, called=who["called"], time_to_ask=time_to_ask)
    sending = live_dispatch_of_letter(letter)
    save_dispatched_text(sending, sheet)
    Reveal.objects.unscoped("a letter is printed").create(
        case_id=letter.case_id, record_id=letter.record_id,
        reason=reason_if_key_is_there(str(_("A letter was printed")), letter.case_id),
        by_id=by.actor.id, at=at,
    )  # fmt: skip
    address = who.get("address", "")
    return PrintedLetter(
        sending.pk, letter.reference, queries.TEMPLATE_LANGUAGE_CODES[letter.language], address,
        day_in_language(london_day(at), letter.language), sheet,
    )  # fmt: skip


@transaction.atomic
def record_letter_result(
    *, letter: Letter, by: Scope, at: datetime, result: str, why: str = "", on: date | None = None
) -> Letter:
    """
    Record the result of a letter that is posted or handed over.

    on: the London day of the result; None for today.
    """
    letter = open_victim_action("record_letter_result", letter, by=by, at=at)
    sending = live_dispatch_of_letter(letter)
    if result not in possible_results_of_dispatch(sending):
        raise Refused(RESULT_NOT_POSSIBLE, is_stage=True)
    happened_at = _result_moment(sending, on, at=at)
    record_dispatch_result(sending, letter, result, by=by, at=at, why=why, happened_at=happened_at)
    return letter


def possible_results_of_dispatch(sending: Sending) -> tuple[SendingResult, ...]:
    """
    The results that may be recorded for a letter not sent by e-mail, after its current result.
    """
    return (
        NEXT_RESULTS[sending.result]
        if sending.result
        else FIRST_RESULTS_BY_MEANS.get(sending.means, ())
    )


@for_purpose("what became of a letter")
def possible_results_of_letter(letter: Letter) -> tuple[SendingResult, ...]:
    """The results that the letter's page offers; none where it is not out."""
    sent = Sending.objects.unscoped("what may come of a letter").filter(letter=letter)
    sending = sent.filter(result__in=LIVE_DISPATCH_RESULTS).first()
    return possible_results_of_dispatch(sending) if sending else ()


def record_dispatch_result(
    sending: Sending,
    letter: Letter,
    result: str,
    *,
    by: Scope | None,
    at: datetime,
    why: object = "",
    happened_at: datetime | None = None,
) -> None:
    """
    Store a result of a dispatch; notify where the letter did not arrive and can be sent again.
    """
    sending.result, sending.result_at, sending.why = result, happened_at or at, str(why)[:200]
    sending.result_by_id, sending.in_doubt = by.user_id if by else None, False
    _restart_arrival_clock(sending, letter, at=at)
    sending.save(update_fields=["result", "result_at", "why", "result_by", "in_doubt", "clock"])
    letter.status = LetterStatus.SENT if result in LIVE_DISPATCH_RESULTS else LetterStatus.APPROVED
    save_next_version(letter, "record_letter_result", by=by, at=at)
    record_letter_contact(sending, letter, result, at=at, happened_at=happened_at)
    if result not in LIVE_DISPATCH_RESULTS:
        notify_letter_not_received(sending, letter, at=at)


def _result_moment(sending: Sending, on: date | None, *, at: datetime) -> datetime:
    """The moment of a result on a given day, not before the dispatch."""
    if on is None:
        return at
    check_past_dates(on, at=at)
    before = sending.result_at or sending.at
    if on < london_day(before):
        raise Refused(
            RESULT_BEFORE_DISPATCH % {"day": format_day(london_day(before))}, is_stage=True
        )
    return max(contact_moment_on_day(on, at=at), before)


def _restart_arrival_clock(sending: Sending, letter: Letter, *, at: datetime) -> None:
    """
    Start the clock to ask whether a posted letter arrived, where the Area has set that period.
    """
    if sending.clock:
        clocks.stop_clock(sending.clock, at=at)
    if sending.result != SendingResult.POSTED:
        return
    record = letter.record
    unit = getattr(record, record.unit_of[Side(letter.side)])
    with contextlib.suppress(periods.NoPeriod):
        sending.clock = clocks.start_clock(
            rule=POSTED_LETTER_PERIOD, about=letter.record_id, subject=victim_reference(record),
            unit=unit,
            at=sending.result_at or at,
        )  # fmt: skip


def check_letter_may_go(letter: Letter, means: str, *, at: datetime) -> None:
    """
    Raises Refused for a letter to a victim whose identity was destroyed, that is unsafe by this
    means, or whose facts have changed.
    """
    identity_for_letter(letter.record_id)
    is_agreed = means == LetterMeans.ISVA and may_send_through_isva(
        letter.record_id, letter.side, at=at
    )
    if reason := why_means_is_unsafe(letter.record, means, is_agreed=is_agreed):
        raise Refused(reason, is_stage=True)
    check_letter_facts_unchanged(letter)
    recipient_details(letter, means)


def recipient_details(letter: Letter, means: str) -> dict[str, str]:
    """
    {"called", and what the means needs} from the identity. Raises Refused where it is missing.
    """
    identity = identity_for_letter(letter.record_id)
    found = {}
    for name in DETAILS_BY_MEANS[means]:
        found[name] = _decrypted_detail(identity, name) if identity else ""
        if not found[name]:
            raise Refused(DETAIL_NOT_RECORDED[name], is_stage=True)
    assert identity is not None
    return found | {"called": _decrypted_detail(identity, "preferred_name") or found["name"]}


def save_dispatched_text(sending: Sending, sheet: letter_templates.LetterText) -> str:
    """Encrypt and store the letter as it is sent; its text."""
    text = f"{sheet.title}\n\n{sheet.as_plain_text()}"
    sending.text = encryption.encrypt_text(
        text, victim=sending.record_id, bound_to=sending.sealed_as
    )
    sending.save(update_fields=["text"])
    return text


def live_dispatch_of_letter(letter: Letter) -> Sending:
    """The dispatch of a letter that is being sent or was sent."""
    return Sending.objects.unscoped("what came of a letter").get(
        letter=letter, result__in=LIVE_DISPATCH_RESULTS
    )


def _decrypted_detail(identity: VictimIdentity, name: str) -> str:
    try:
        return encryption.decrypt_text(
            getattr(identity, name), victim=identity.record_id, bound_to=name
        )
    except keys.VictimKeyUnavailable:
        raise Refused(VICTIM_WORDS_UNREADABLE, is_stage=True) from None
