"""
A letter goes out: by whom and how it is sent, the printed sheet, and what came of it.

E-mails are sent by the worker (victims/actions/letter_post.py). Before anything leaves, what makes
it unsafe or untrue is asked again.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import bump, must_have_happened
from cases.deadlines import in_words as day_in_words
from people.access import Refused, Scope
from people.sides import Side
from timeliness import periods
from timeliness.actions import clocks
from timeliness.calendar import london_day
from victims import keys, letter_templates, sealing
from victims.actions import time_to_ask
from victims.actions.base import begin
from victims.actions.identities import identity_of
from victims.actions.letter_entries import entered
from victims.actions.letter_facts import in_language
from victims.actions.letters import must_hold
from victims.actions.sealed import NO_KEY, opened
from victims.contact_dates import moment_on
from victims.models import (
    OUT,
    Letter,
    LetterStatus,
    Means,
    Reveal,
    Sending,
    SendingResult,
    VictimIdentity,
)
from victims.notices import tell_of_returned
from victims.permissions.safe_means import unsafe
from victims.queries import letters as queries
from victims.queries.consented import carried_by_isva
from victims.queries.records import reference

NO_NOTIFY = _("GOV.UK Notify is not set up here. Send the letter in another way.")
NOT_KNOWN = {
    "name": _("No one has recorded what the victim is called. Record that first."),
    "address": _("No one has recorded the victim’s address. Record that first."),
    "email": _("No one has recorded the victim’s email address. Record that first."),
}
WANTED: dict[str, tuple[str, ...]] = {
    Means.POST: ("name", "address"), Means.EMAIL: ("name", "email"), Means.POLICE: ("name",),
    Means.ISVA: ("name",),
}  # fmt: skip
# What somebody may say came of a letter that goes out by hand, by what was said of it before: "".
GOES_OUT: dict[str, tuple[SendingResult, ...]] = {
    Means.POST: (SendingResult.POSTED, SendingResult.CAME_BACK, SendingResult.NOT_SENT),
    Means.POLICE: (SendingResult.HANDED_OVER, SendingResult.NOT_SENT),
    Means.ISVA: (SendingResult.HANDED_OVER, SendingResult.NOT_SENT),
}
AFTERWARDS: dict[str, tuple[SendingResult, ...]] = {
    SendingResult.POSTED: (
        SendingResult.DELIVERED, SendingResult.CAME_BACK, SendingResult.NOT_SENT,
    ),
    SendingResult.HANDED_OVER: (SendingResult.CAME_BACK, SendingResult.NOT_SENT),
    SendingResult.DELIVERED: (SendingResult.CAME_BACK, SendingResult.NOT_SENT),
}  # fmt: skip
ASK_AFTER = "posted_letter_ask"  # a period that no source sets: an Area may
NOT_THIS_RESULT = _("Select the result of sending the letter in this way.")
BEFORE_IT_WENT = _("This cannot have been before the letter was sent, on %(day)s.")


@dataclass(frozen=True)
class Printed:
    """A letter for the printer. pk: of the sending it is for."""

    pk: UUID
    reference: str
    language: str
    address: str
    day: str
    sheet: letter_templates.Sheet


@transaction.atomic
def send_letter(*, letter: Letter, by: Scope, at: datetime, version: int, means: str) -> Sending:
    """Let an approved letter go out, in a way that is safe for her now."""
    letter = begin("send_letter", letter, by=by, at=at, version=version)
    may_go(letter, means, at=at)
    if means == Means.EMAIL and not settings.NOTIFY_API_KEY:
        raise Refused(NO_NOTIFY, is_stage=True)
    letter.status, letter.means = LetterStatus.SENDING, means
    bump(letter, "send_letter", by=by, at=at)
    by_worker = {"send_after": at} if means == Means.EMAIL else {}
    return Sending.objects.system("a letter goes out").create(
        case_id=letter.case_id, record_id=letter.record_id, letter=letter, means=means,
        by_id=by.user_id, at=at, **by_worker,
    )  # fmt: skip


@transaction.atomic
def print_letter(*, letter: Letter, by: Scope, at: datetime) -> Printed:
    """The letter with her name, and for the post her address: shown once, and that is kept."""
    letter = begin("print_letter", letter, by=by, at=at, operation="disclosure")
    may_go(letter, letter.means, at=at)
    who = who_she_is(letter, letter.means)
    said = time_to_ask.kept_with(letter, at=at)
    words = opened(letter, letter.words)
    sheet = queries.sheet(letter, words, called=who["called"], time_to_ask=said)
    sending = live(letter)
    keep_text(sending, sheet)
    Reveal.objects.system("a letter is printed").create(
        case_id=letter.case_id, record_id=letter.record_id, reason=str(_("A letter was printed")),
        by_id=by.user_id, at=at,
    )  # fmt: skip
    address = who.get("address", "")
    return Printed(
        sending.pk, letter.reference, queries.LANGUAGES[letter.language], address,
        in_language(london_day(at), letter.language), sheet,
    )  # fmt: skip


@transaction.atomic
def record_letter_result(
    *, letter: Letter, by: Scope, at: datetime, result: str, why: str = "", on: date | None = None
) -> Letter:
    """
    Write down what came of a letter that somebody posts or hands over.

    on: the London day on which it was; today where it is not said.
    """
    letter = begin("record_letter_result", letter, by=by, at=at)
    sending = live(letter)
    if result not in results_of(sending):
        raise Refused(NOT_THIS_RESULT, is_stage=True)
    happened_at = _happened_at(sending, on, at=at)
    ended(sending, letter, result, by=by, at=at, why=why, happened_at=happened_at)
    return letter


def results_of(sending: Sending) -> tuple[SendingResult, ...]:
    """What may be said came of a letter that goes out by hand, after what was said of it last."""
    return AFTERWARDS[sending.result] if sending.result else GOES_OUT.get(sending.means, ())


def results_offered(letter: Letter) -> tuple[SendingResult, ...]:
    """What its page offers as having come of a letter; nothing where none of it is out."""
    sending = Sending.objects.system("what may come of a letter").filter(letter=letter)
    sending = sending.filter(result__in=OUT).first()
    return results_of(sending) if sending else ()


def ended(
    sending: Sending,
    letter: Letter,
    result: str,
    *,
    by: Scope | None,
    at: datetime,
    why: object = "",
    happened_at: datetime | None = None,
) -> None:
    """A sending has a result; a letter that did not arrive may be sent again, and is heard of."""
    sending.result, sending.result_at, sending.why = result, happened_at or at, str(why)[:200]
    sending.result_by_id, sending.in_doubt = by.user_id if by else None, False
    _run_clock(sending, letter, at=at)
    sending.save(update_fields=["result", "result_at", "why", "result_by", "in_doubt", "clock"])
    letter.status = LetterStatus.SENT if result in OUT else LetterStatus.APPROVED
    bump(letter, "record_letter_result", by=by, at=at)
    entered(sending, letter, result, at=at, happened_at=happened_at)
    if result not in OUT:
        tell_of_returned(sending, letter, at=at)


def _happened_at(sending: Sending, on: date | None, *, at: datetime) -> datetime:
    """The moment of a day on which something came of a letter: not before it went out."""
    if on is None:
        return at
    must_have_happened(on, at=at)
    before = sending.result_at or sending.at
    if on < london_day(before):
        raise Refused(BEFORE_IT_WENT % {"day": day_in_words(london_day(before))}, is_stage=True)
    return max(moment_on(on, at=at), before)


def _run_clock(sending: Sending, letter: Letter, *, at: datetime) -> None:
    """When to ask whether a posted letter arrived, where an Area has set that; else no clock."""
    if sending.clock:
        clocks.stop(sending.clock, at=at)
    if sending.result != SendingResult.POSTED:
        return
    record = letter.record
    unit = getattr(record, record.unit_of[Side(letter.side)])
    with contextlib.suppress(periods.NoPeriod):
        sending.clock = clocks.start(
            rule=ASK_AFTER, about=letter.record_id, subject=reference(record), unit=unit,
            at=sending.result_at or at,
        )  # fmt: skip


def may_go(letter: Letter, means: str, *, at: datetime) -> None:
    """Refuse a letter that is not safe for her by these means, or not true any more."""
    is_agreed = means == Means.ISVA and carried_by_isva(letter.record_id, letter.side, at=at)
    if told := unsafe(letter.record, means, is_agreed=is_agreed):
        raise Refused(told, is_stage=True)
    must_hold(letter)
    who_she_is(letter, means)


def who_she_is(letter: Letter, means: str) -> dict[str, str]:
    """{called, and what the means want} of who she is; refused where that is not known."""
    identity = identity_of(letter.record_id)
    found = {}
    for name in WANTED[means]:
        found[name] = _opened(identity, name) if identity else ""
        if not found[name]:
            raise Refused(NOT_KNOWN[name], is_stage=True)
    assert identity is not None
    return found | {"called": _opened(identity, "preferred_name") or found["name"]}


def keep_text(sending: Sending, sheet: letter_templates.Sheet) -> str:
    """Keep the letter as it goes out, sealed with her key; its text."""
    text = f"{sheet.title}\n\n{sheet.plain()}"
    sending.text = sealing.sealed(text, of=sending.record_id, what=sending.sealed_as)
    sending.save(update_fields=["text"])
    return text


def live(letter: Letter) -> Sending:
    """The sending of a letter that is going out or out."""
    return Sending.objects.system("what came of a letter").get(letter=letter, result__in=OUT)


def _opened(identity: VictimIdentity, name: str) -> str:
    try:
        return sealing.opened(getattr(identity, name), of=identity.record_id, what=name)
    except keys.NoKey:
        raise Refused(NO_KEY, is_stage=True) from None
