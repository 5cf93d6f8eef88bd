"""
The news that a contact or a letter conveys: record it, mark it arrived, take it back.

The caller holds the case's row lock and recomputes the duties afterwards.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from cases.models import Suspect
from people.identity.sides import Side
from victims.actions.vrr_outcomes_told import (
    apply_review_outcomes_not_told,
    apply_review_outcomes_told,
)
from victims.models import Contact, ContactOutcome, Sending, Told


def record_news_conveyed(
    contact: Contact, conveyed: Iterable[tuple[str, Suspect | None]], *, side: Side,
    reached_at: datetime | None, at: datetime, sending: Sending | None = None,
) -> None:  # fmt: skip
    """
    Record the news that a contact conveys.

    conveyed: (news item, suspect or None) pairs. reached_at: when it is known to have reached the
    victim; None where it was only sent. side: of the person who made the contact.
    """
    Told.objects.unscoped("what a victim was told").bulk_create(
        Told(
            case_id=contact.case_id, contact=contact, what=what, suspect=suspect,
            sending=sending, reached_at=reached_at,
        )
        for what, suspect in conveyed
    )  # fmt: skip
    apply_review_outcomes_told(
        _told_rows().filter(contact=contact), side=side, by=contact.by_id, at=at
    )


def mark_letter_arrived(
    sending: Sending, *, side: Side, by: int, reached_at: datetime, at: datetime
) -> None:
    """Mark a letter's news as having reached the victim. by: an account's id."""
    rows = _told_rows().filter(sending=sending)
    rows.update(reached_at=reached_at, taken_back_at=None)
    apply_review_outcomes_told(rows, side=side, by=by, at=at)


def mark_letter_returned(sending: Sending, *, side: Side, by: int, at: datetime) -> None:
    """Take back a letter's news: it did not reach the victim."""
    _take_back_news(_told_rows().filter(sending=sending), side=side, by=by, at=at)


def mark_news_told_unchecked(contact: Contact, *, side: Side, at: datetime) -> None:
    """Take back news told before the identity was checked: it may not have reached the victim."""
    _take_back_news(_told_rows().filter(contact=contact), side=side, by=contact.by_id, at=at)


def take_back_unanswered_news(
    contact: Contact, *, channels: Iterable[str], at: datetime
) -> list[Contact]:  # fmt: skip
    """
    Take back news sent to a wrong number or address and not answered.

    channels: by which it may have been sent there; letters are not among them, because a dispatch
    has its own result. Returns the contacts, of either side, whose news was taken back.
    """
    rows = _told_rows().filter(
        contact__record=contact.record_id, contact__channel__in=channels, sending=None,
        contact__outcome=ContactOutcome.SENT, contact__contacted_at__lte=contact.contacted_at,
        reached_at=None, taken_back_at=None,
    )  # fmt: skip
    found = Contact.objects.unscoped("what went to a wrong address").filter(
        pk__in=list(rows.values_list("contact", flat=True))
    )
    sent = list(found.select_related("record__case", "by__agency").order_by("contacted_at", "pk"))
    for each in sent:
        side = Side(each.by.agency.side)
        _take_back_news(_told_rows().filter(contact=each), side=side, by=contact.by_id, at=at)
    return sent


def _take_back_news(rows: QuerySet[Told], *, side: Side, by: int, at: datetime) -> None:
    """Mark these rows as not having reached the victim, review outcomes among them too."""
    taken_back = _told_rows().filter(pk__in=list(rows.values_list("pk", flat=True)))
    taken_back.update(reached_at=None, taken_back_at=at)
    apply_review_outcomes_not_told(taken_back, side=side, by=by, at=at)


def _told_rows() -> QuerySet[Told]:
    rows: QuerySet[Told] = Told.objects.unscoped("whether it reached a victim")
    return rows
