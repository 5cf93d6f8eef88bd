"""A manager or supervisor asks about a contact, and the person who made it answers."""

from datetime import datetime

from django.db import transaction

from people.access.scopes import Scope
from timeliness.actions import outbox
from victims.actions.open_victim_action import open_victim_action
from victims.models import Contact, FollowUp
from victims.queries.records import victim_reference


@transaction.atomic
def ask_follow_up(*, contact: Contact, by: Scope, at: datetime, question: str) -> FollowUp:
    """Ask the person who made a contact for more about it, and notify them."""
    contact = open_victim_action("ask_follow_up", contact, by=by, at=at, operation="collection")
    follow_up = FollowUp.objects.unscoped("ask about a contact").create(
        case_id=contact.case_id, record_id=contact.record_id, contact=contact, question=question,
        asked_of_id=contact.by_id, by_id=by.actor.id, at=at,
    )  # fmt: skip
    _notify_about_follow_up(contact.by_id, contact, notice="follow_up_asked", at=at)
    return follow_up


@transaction.atomic
def answer_follow_up(*, follow_up: FollowUp, by: Scope, at: datetime, answer: str) -> FollowUp:
    """Answer a follow-up, once. A colleague of the person who made the contact may answer too."""
    follow_up = open_victim_action(
        "answer_follow_up", follow_up, by=by, at=at, operation="collection"
    )
    follow_up.answer, follow_up.answered_by_id, follow_up.answered_at = answer, by.user_id, at
    follow_up.save(update_fields=["answer", "answered_by", "answered_at"])
    _notify_about_follow_up(follow_up.by_id, follow_up, notice="follow_up_answered", at=at)
    return follow_up


def _notify_about_follow_up(
    person: int, row: Contact | FollowUp, *, notice: str, at: datetime
) -> None:
    record = row.record
    record.case = row.case
    outbox.enqueue_notices(
        [person], notice=notice, subject=victim_reference(record), about=record.pk, at=at
    )
