"""What a victim agrees that somebody knows, and that she takes it back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from cases.deadlines import has_passed
from people import audit
from people.access import Refused, Scope
from people.models import Side
from timeliness.calendar import end_of_day, london_day
from victims import notices
from victims.actions.base import begin
from victims.models import (
    Category,
    Consent,
    ConsentConfirmation,
    ConsentWithdrawal,
    NoteReceived,
    Recipient,
    Shown,
    Support,
    VictimRecord,
)
from victims.queries.consented import Fact, recipient_of, shown_by

OVER = _("The last day must be today or later.")
DOES_NOT_WAIT = _("Select a consent that is still waiting to be confirmed.")
NOT_ALONE = _(
    "You recorded this consent yourself. Someone else in the service confirms it, "
    "after they have heard it from the victim."
)
NOT_THERE = _("Select an active consent.")
WITH = {Category.IS_SUPPORTED: (Category.LIAISON,)}  # what is taken back with it
SHOWN = "what was shown by consent"
SIDE_OF = {Recipient.POLICE: Side.POLICE, Recipient.CPS: Side.CPS}


@transaction.atomic
def record_consent(
    *,
    support: Support,
    by: Scope,
    at: datetime,
    recipient: str,
    categories: Sequence[str],
    **consent: Any,
) -> Support:
    """Write down that she agrees that somebody knows these categories; each is a consent."""
    support = begin("record_consent", support, by=by, at=at, operation="collection")
    agreed(support, categories, by=by, at=at, recipient=recipient, **consent)
    return support


@transaction.atomic
def withdraw_consent(
    *, support: Support, by: Scope, at: datetime, consents: Iterable[str], how: str
) -> Support:
    """She has taken consents back, as she told the service. Sight by them ends with this."""
    support = begin("withdraw_consent", support, by=by, at=at)
    mine = Consent.objects.for_scope(by).filter(support=support)
    _withdraw(mine, consents, how, by=by, at=at)
    return support


@transaction.atomic
def pass_withdrawal_on(
    *, record: VictimRecord, by: Scope, at: datetime, consents: Iterable[str], how: str
) -> VictimRecord:
    """She has taken consents back, as she told police or CPS. Sight by them ends with this."""
    record = begin("pass_withdrawal_on", record, by=by, at=at)
    _withdraw(told_to(record, by=by), consents, how, by=by, at=at)
    return record


def told_to(record: VictimRecord, *, by: Scope) -> QuerySet[Consent]:
    """The consents that a side knows of: those it recorded, and those that are for it."""
    rows = Consent.objects.system("what a side has been told of a consent")
    rows = rows.filter(support__record=record)
    mine = [recipient for recipient, side in SIDE_OF.items() if side == by.side]
    return rows.filter(side=by.side) | rows.filter(recipient__in=mine)


def agreed(
    support: Support,
    categories: Sequence[str],
    *,
    by: Scope,
    at: datetime,
    recipient: str,
    how: str,
    given_on: date,
    purpose: str = "",
    expires_on: date | None = None,
) -> None:
    """
    Keep a consent for each category; the log of the act is the caller's.

    Whoever gets notes learns from them that a service supports the victim: one is not recorded
    without the other. What she had taken back before waits for a second person (confirm_consent).
    """
    if not categories:
        return
    if Category.LIAISON in categories and Category.IS_SUPPORTED not in categories:
        categories = [*categories, Category.IS_SUPPORTED]  # a note says who sent it
    must_have_happened(given_on, at=at)
    if expires_on is not None and has_passed(expires_on, at=at):
        raise Refused(OVER, is_stage=True)
    again = _taken_back(support, recipient)
    Consent.objects.system("a victim agrees").bulk_create(
        Consent(
            case_id=support.case_id, support=support, recipient=recipient, category=category,
            purpose=purpose, how=how, given_on=given_on, side=by.side, by_id=by.user_id, at=at,
            expires_at=expires_on and end_of_day(expires_on), is_given_again=category in again,
        )
        for category in categories
    )  # fmt: skip
    if again & set(categories):
        notices.tell_service(support, notice="consent_to_confirm", but=by.accounts, at=at)


def _taken_back(support: Support, recipient: str) -> set[str]:
    """
    The categories that she ever took back from somebody, with this service, under any referral.

    Notes rest on its being known that she is supported: where that was taken back, both were.
    """
    rows = ConsentWithdrawal.objects.system("has the victim taken this back before").filter(
        consent__recipient=recipient, support__record=support.record_id,
        support__service=support.service_id,
    )  # fmt: skip
    found = set(rows.values_list("consent__category", flat=True))
    return found | {Category.LIAISON} if Category.IS_SUPPORTED in found else found


@transaction.atomic
def confirm_consent(
    *, support: Support, by: Scope, at: datetime, consents: list[str], how: str
) -> Support:
    """
    Say that the victim does agree again to what she had taken back; it counts from now on.

    how: how she said so to the person who confirms. Raises Refused where one of the consents does
    not wait, or where any account of theirs recorded it.
    """
    support = begin("confirm_consent", support, by=by, at=at)
    why = "a consent given again is confirmed"
    wanted = set(consents)
    rows = Consent.objects.for_scope(by).filter(support=support, pk__in=wanted)
    chosen = list(rows.select_related("withdrawal", "confirmation"))
    if not chosen or len(chosen) != len(wanted) or not all(each.waits(at) for each in chosen):
        raise Refused(DOES_NOT_WAIT, is_stage=True)
    if any(each.by_id in {by.user_id, *by.accounts} for each in chosen):
        raise Refused(NOT_ALONE)
    ConsentConfirmation.objects.system(why).bulk_create(
        ConsentConfirmation(
            case_id=support.case_id, support=support, consent=each, how=how, by_id=by.user_id,
            at=at,
        )
        for each in chosen
    )  # fmt: skip
    return support


def _withdraw(
    known: QuerySet[Consent], consents: Iterable[str], how: str, *, by: Scope, at: datetime
) -> None:
    """
    known: the consents that the person asking may know of.

    What she takes back she takes back whole: whoever recorded it, and however often. Notes rest on
    its being known that a service supports her, so they go with that.
    """
    wanted = set(consents)
    chosen = list(known.filter(pk__in=wanted, withdrawal=None).select_related("support"))
    if not chosen or len(chosen) != len(wanted):
        raise Refused(NOT_THERE, is_stage=True)
    every = Q()
    for row in chosen:
        every |= Q(
            support__record=row.support.record_id, support__service=row.support.service_id,
            recipient=row.recipient,
            category__in=[row.category, *WITH.get(Category(row.category), ())],
        )  # fmt: skip
    found = Consent.objects.system("a victim takes a consent back").filter(every, withdrawal=None)
    rows = list(found.select_related("support__record__case"))
    ConsentWithdrawal.objects.system("a victim takes a consent back").bulk_create(
        ConsentWithdrawal(
            case_id=row.case_id, support_id=row.support_id, consent=row, how=how, side=by.side,
            by_id=by.user_id, at=at,
        )
        for row in rows
    )  # fmt: skip
    _tell_changed(rows, by=by, at=at)


def _tell_changed(rows: list[Consent], *, by: Scope, at: datetime) -> None:
    """
    Tell all sides that a consent has changed: those who had sight by it, and nobody besides.

    They are the service; whoever of police or CPS recorded the consent; and whoever of them had
    been shown something by it. Whoever opened nothing may never have known of a service.
    """
    but = {by.user_id, *by.accounts}
    supports = {row.support_id: row.support for row in rows}
    for support in supports.values():
        notices.tell_service(support, notice="consent_changed", but=but, at=at)
    people = {row.by_id for row in rows if row.side != Side.SUPPORT}
    people |= {
        each.to_id
        for seen in shown_by(rows).values()
        for each in seen
        if recipient_of(each.to) != Recipient.SERVICE
    }
    notices.tell_people(rows[0].support.record, people - but, notice="consent_changed", at=at)


def keep_seen(*, supports: Iterable[Support], notes: Iterable[NoteReceived], by: Scope) -> None:
    """
    Remember what somebody of police or CPS is being shown by her consent, each once, with when
    first: who supports her, and the text of these notes.

    Raises Unrecorded where it cannot be kept, so that it is not shown either.
    """
    notes = list(notes)
    sent_on = {note.relied_on[0]["consent"] for note in notes}
    of = dict(Consent.objects.system(SHOWN).filter(pk__in=sent_on).values_list("pk", "support"))
    rows = [
        Shown(
            case_id=each.case_id, support=each, to_id=by.user_id, at=by.at,
            category=Category.IS_SUPPORTED, code="SERVICE",
        )
        for each in supports
    ] + [
        Shown(
            case_id=note.case_id, support_id=of[UUID(note.relied_on[0]["consent"])],
            to_id=by.user_id, at=by.at, category=Category.LIAISON, code="NOTE", note=note,
            on=london_day(note.at),
        )
        for note in notes
    ]  # fmt: skip
    _keep(rows)


def keep_shown(*, support: Support, by: Scope, at: datetime, facts: Iterable[Fact]) -> None:
    """
    Remember what is being shown by her consent, each fact once for each person, with when.

    Raises Unrecorded where it cannot be kept, so that it is not shown either.
    """
    _keep(
        [
            Shown(
                case_id=support.case_id, support=support, to_id=by.user_id, at=at,
                category=fact.category, code=fact.code, number=fact.number, on=fact.on,
            )
            for fact in facts
        ]
    )  # fmt: skip


def _keep(rows: list[Shown]) -> None:
    """As the log of reads: kept in the transaction of the page, or there is no page."""
    try:
        Shown.objects.system(SHOWN).bulk_create(rows, ignore_conflicts=True)
    except DatabaseError as error:
        raise audit.Unrecorded(SHOWN) from error
