"""What a victim agrees that somebody knows, and that she takes it back."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from cases.deadlines import has_passed
from people.access import Refused
from people.models import Side
from timeliness.calendar import end_of_day
from victims.actions.base import begin
from victims.models import Category, Consent, ConsentWithdrawal, Recipient, Shown

OVER = _("The last day must be today or later.")
NOT_THERE = _("Select a consent that still stands.")
SIDE_OF = {Recipient.POLICE: Side.POLICE, Recipient.CPS: Side.CPS}


@transaction.atomic
def record_consent(*, support, by, at, recipient, categories, **consent):
    """Write down that she agrees that somebody knows these categories; each is a consent."""
    support = begin("record_consent", support, by=by, at=at, operation="collection")
    agreed(support, categories, by=by, at=at, recipient=recipient, **consent)
    return support


@transaction.atomic
def withdraw_consent(*, support, by, at, consents, how):
    """She has taken consents back, as she told the service. Sight by them ends with this."""
    support = begin("withdraw_consent", support, by=by, at=at)
    mine = Consent.objects.for_scope(by).filter(support=support)
    _withdraw(mine, consents, how, by=by, at=at)
    return support


@transaction.atomic
def pass_withdrawal_on(*, record, by, at, consents, how):
    """She has taken consents back, as she told police or CPS. Sight by them ends with this."""
    record = begin("pass_withdrawal_on", record, by=by, at=at)
    _withdraw(told_to(record, by=by), consents, how, by=by, at=at)
    return record


def told_to(record, *, by):
    """The consents that a side knows of: those it recorded, and those that are for it."""
    rows = Consent.objects.system("what a side has been told of a consent")
    rows = rows.filter(support__record=record)
    mine = [recipient for recipient, side in SIDE_OF.items() if side == by.side]
    return rows.filter(side=by.side) | rows.filter(recipient__in=mine)


def agreed(
    support, categories, *, by, at, recipient, how, given_on, purpose="", expires_on=None
):  # fmt: skip
    """
    Keep a consent for each category; the log of the act is the caller's.

    Whoever gets notes learns from them that a service supports the victim: one is not recorded
    without the other.
    """
    if not categories:
        return
    if Category.LIAISON in categories and Category.IS_SUPPORTED not in categories:
        categories = [*categories, Category.IS_SUPPORTED]  # a note says who sent it
    must_have_happened(given_on, at=at)
    if expires_on is not None and has_passed(expires_on, at=at):
        raise Refused(OVER, is_stage=True)
    Consent.objects.system("a victim agrees").bulk_create(
        Consent(
            case_id=support.case_id, support=support, recipient=recipient, category=category,
            purpose=purpose, how=how, given_on=given_on, side=by.side, by_id=by.user_id, at=at,
            expires_at=expires_on and end_of_day(expires_on),
        )
        for category in categories
    )  # fmt: skip


def _withdraw(known, consents, how, *, by, at):
    """
    known: the consents that the person asking may know of.

    What she takes back she takes back whole: whoever recorded it, and however often.
    """
    wanted = set(consents)
    chosen = list(known.filter(pk__in=wanted, withdrawal=None).select_related("support"))
    if not chosen or len(chosen) != len(wanted):
        raise Refused(NOT_THERE, is_stage=True)
    every = Q()
    for row in chosen:
        every |= Q(
            support__record=row.support.record_id, support__service=row.support.service_id,
            recipient=row.recipient, category=row.category,
        )  # fmt: skip
    rows = Consent.objects.system("a victim takes a consent back").filter(every, withdrawal=None)
    ConsentWithdrawal.objects.system("a victim takes a consent back").bulk_create(
        ConsentWithdrawal(
            case_id=row.case_id, support_id=row.support_id, consent=row, how=how, side=by.side,
            by_id=by.user_id, at=at,
        )
        for row in rows
    )  # fmt: skip


def keep_shown(*, support, by, at, facts):
    """Remember what is being shown by her consent, each fact once for each person, with when."""
    Shown.objects.system("what was shown by consent").bulk_create(
        [
            Shown(
                case_id=support.case_id, support=support, to_id=by.user_id, at=at,
                category=fact.category, code=fact.code, number=fact.number, on=fact.on,
            )
            for fact in facts
        ],
        ignore_conflicts=True,
    )  # fmt: skip
