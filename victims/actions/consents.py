"""Record, confirm and withdraw a victim's consents."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.deadlines import has_passed
from people.access.scopes import Refused, Scope
from people.models import Side
from timeliness.calendar import end_of_day
from victims import notices
from victims.actions.note_answers import drop_mails_of_answers
from victims.actions.open_victim_action import open_victim_action
from victims.models import (
    Consent,
    ConsentCategory,
    ConsentConfirmation,
    ConsentRecipient,
    ConsentWithdrawal,
    Support,
    VictimRecord,
)
from victims.queries.consent_sharing import (
    recipient_kind_of_person,
    shown_facts_by_consent,
)

LAST_DAY_IN_PAST = _("The last day must be today or later.")
CONSENT_NOT_WAITING = _("Select a consent that is still waiting to be confirmed.")
RECORDER_CANNOT_CONFIRM = _(
    "You recorded this consent yourself. Someone else in the service confirms it, "
    "after they have heard it from the victim."
)
CONSENT_NOT_ACTIVE = _("Select an active consent.")
WITHDRAWN_TOGETHER = {
    ConsentCategory.IS_SUPPORTED: (ConsentCategory.LIAISON,)
}  # category: those withdrawn with it
SIDE_BY_RECIPIENT = {ConsentRecipient.POLICE: Side.POLICE, ConsentRecipient.CPS: Side.CPS}


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
    """
    Record the victim's consent that a recipient knows these categories: one row for each category.
    """
    support = open_victim_action("record_consent", support, by=by, at=at, operation="collection")
    create_consents(support, categories, by=by, at=at, recipient=recipient, **consent)
    return support


@transaction.atomic
def withdraw_consent(
    *, support: Support, by: Scope, at: datetime, consents: Iterable[str], how: str
) -> Support:
    """Withdraw consents as the victim told the service. Access under them ends immediately."""
    support = open_victim_action("withdraw_consent", support, by=by, at=at)
    mine = Consent.objects.for_scope(by).filter(support=support)
    _withdraw_consents(mine, consents, how, by=by, at=at)
    return support


@transaction.atomic
def pass_withdrawal_on(
    *, record: VictimRecord, by: Scope, at: datetime, consents: Iterable[str], how: str
) -> VictimRecord:
    """Withdraw consents as the victim told police or CPS. Access under them ends immediately."""
    record = open_victim_action("pass_withdrawal_on", record, by=by, at=at)
    _withdraw_consents(consents_side_may_withdraw(record, by=by), consents, how, by=by, at=at)
    return record


def consents_side_may_withdraw(record: VictimRecord, *, by: Scope) -> QuerySet[Consent]:
    """The consents that a side knows: those it recorded and those of which it is the recipient."""
    rows = Consent.objects.unscoped("what a side has been told of a consent")
    rows = rows.filter(support__record=record)
    mine = [recipient for recipient, side in SIDE_BY_RECIPIENT.items() if side == by.side]
    return rows.filter(side=by.side) | rows.filter(recipient__in=mine)


def create_consents(
    support: Support, categories: Sequence[str], *, by: Scope, at: datetime, recipient: str,
    how: str, given_on: date, purpose: str = "", expires_on: date | None = None,
) -> None:  # fmt: skip
    """
    Create a consent for each category. The caller has logged the action.

    LIAISON includes IS_SUPPORTED, because a note reveals which service sent it. A category that the
    victim withdrew before does not count until a second person confirms it (confirm_consent).
    Raises Refused.
    """
    if not categories:
        return
    if ConsentCategory.LIAISON in categories and ConsentCategory.IS_SUPPORTED not in categories:
        categories = [*categories, ConsentCategory.IS_SUPPORTED]  # a note says who sent it
    check_past_dates(given_on, at=at)
    if expires_on is not None and has_passed(expires_on, at=at):
        raise Refused(LAST_DAY_IN_PAST, is_stage=True)
    again = _categories_withdrawn_before(support, recipient)
    Consent.objects.unscoped("a victim agrees").bulk_create(
        Consent(
            case_id=support.case_id, support=support, recipient=recipient, category=category,
            purpose=purpose, how=how, given_on=given_on, side=by.actor.side,
            by_id=by.actor.id, at=at, expires_at=expires_on and end_of_day(expires_on),
            is_given_again=category in again,
        )
        for category in categories
    )  # fmt: skip
    if again & set(categories):
        notices.notify_service(support, notice="consent_to_confirm", but=by.accounts, at=at)


def _categories_withdrawn_before(support: Support, recipient: str) -> set[str]:
    """
    The categories ever withdrawn from this recipient with this service, under any referral.

    Notes require IS_SUPPORTED: where that was withdrawn, LIAISON counts as withdrawn too.
    """
    rows = ConsentWithdrawal.objects.unscoped("has the victim taken this back before").filter(
        consent__recipient=recipient, support__record=support.record_id,
        support__service=support.service_id,
    )  # fmt: skip
    found = set(rows.values_list("consent__category", flat=True))
    return found | {ConsentCategory.LIAISON} if ConsentCategory.IS_SUPPORTED in found else found


@transaction.atomic
def confirm_consent(
    *, support: Support, by: Scope, at: datetime, consents: list[str], how: str
) -> Support:
    """
    Confirm that the victim agrees again to what they had withdrawn; it counts from now on.

    how: how the victim said so to the person who confirms. Raises Refused where one of the consents
    does not wait for confirmation, or where any account of the caller recorded it.
    """
    support = open_victim_action("confirm_consent", support, by=by, at=at)
    why = "a consent given again is confirmed"
    wanted = set(consents)
    rows = Consent.objects.for_scope(by).filter(support=support, pk__in=wanted)
    chosen = list(rows.select_related("withdrawal", "confirmation"))
    if (
        not chosen
        or len(chosen) != len(wanted)
        or not all(each.is_waiting_for_confirmation(at) for each in chosen)
    ):
        raise Refused(CONSENT_NOT_WAITING, is_stage=True)
    if any(each.by_id in {by.user_id, *by.accounts} for each in chosen):
        raise Refused(RECORDER_CANNOT_CONFIRM)
    ConsentConfirmation.objects.unscoped(why).bulk_create(
        ConsentConfirmation(
            case_id=support.case_id, support=support, consent=each, how=how, by_id=by.actor.id,
            at=at,
        )
        for each in chosen
    )  # fmt: skip
    return support


def _withdraw_consents(
    known: QuerySet[Consent], consents: Iterable[str], how: str, *, by: Scope, at: datetime
) -> None:
    """
    Withdraw the chosen consents and every other active one of the same kind; notify.

    known: the consents that the caller may know. A category is withdrawn for the recipient and
    service as a whole, whichever side recorded it and however often. Notes require IS_SUPPORTED, so
    LIAISON is withdrawn with it.
    """
    wanted = set(consents)
    chosen = list(known.filter(pk__in=wanted, withdrawal=None).select_related("support"))
    if not chosen or len(chosen) != len(wanted):
        raise Refused(CONSENT_NOT_ACTIVE, is_stage=True)
    every = Q()
    for row in chosen:
        every |= Q(
            support__record=row.support.record_id, support__service=row.support.service_id,
            recipient=row.recipient,
            category__in=[row.category, *WITHDRAWN_TOGETHER.get(ConsentCategory(row.category), ())],
        )  # fmt: skip
    found = Consent.objects.unscoped("a victim takes a consent back").filter(every, withdrawal=None)
    rows = list(found.select_related("support__record__case"))
    ConsentWithdrawal.objects.unscoped("a victim takes a consent back").bulk_create(
        ConsentWithdrawal(
            case_id=row.case_id, support_id=row.support_id, consent=row, how=how,
            side=by.actor.side, by_id=by.actor.id, at=at,
        )
        for row in rows
    )  # fmt: skip
    drop_mails_of_answers(rows, at=at)
    _notify_consent_changed(rows, by=by, at=at)


def _notify_consent_changed(rows: list[Consent], *, by: Scope, at: datetime) -> None:
    """
    Notify everyone who had access under a consent that it has changed, and nobody else.

    These are the service, the person of police or CPS who recorded the consent, and those of them
    who were shown something under it. A person who opened nothing may not know of the service.
    """
    but = {by.user_id, *by.accounts}
    supports = {row.support_id: row.support for row in rows}
    for support in supports.values():
        notices.notify_service(support, notice="consent_changed", but=but, at=at)
    people = {row.by_id for row in rows if row.side != Side.SUPPORT}
    people |= {
        each.to_id
        for seen in shown_facts_by_consent(rows).values()
        for each in seen
        if recipient_kind_of_person(each.to) != ConsentRecipient.SERVICE
    }
    notices.notify_people_about_victim(
        rows[0].support.record, people - but, notice="consent_changed", at=at
    )
