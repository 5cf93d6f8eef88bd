"""
Message threads between the two sides of a case. Nothing else on the case changes.

A notice about a mention never contains the message.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.case_access.queries.case_readers import case_readers, people_reaching_case
from cases.models import ActionItem, Case, Mention, Message, Thread, ThreadSeen
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import User

NO_SUCH_ITEM = _("Select an action of this case.")
NO_SUCH_PERSON = _("Select someone who can read this case.")


@transaction.atomic
def open_thread(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    text: str,
    item: ActionItem | None = None,
    mention: User | None = None,
) -> Thread:
    """Open a thread about a case or one of its action items. mention: account to notify."""
    case = open_case_action("open_thread", case, by=by, at=at, operation="collection")
    if item and not case.action_items.for_scope(by).filter(pk=item.pk).exists():
        raise Refused(NO_SUCH_ITEM, is_stage=True)
    thread = Thread.objects.unscoped("open a thread").create(
        case=case, item=item, by_id=by.actor.id, at=at, last_at=at
    )
    _add_message(thread, by=by, at=at, text=text, mention=mention)
    return thread


@transaction.atomic
def write_message(
    *, thread: Thread, by: Scope, at: datetime, text: str, mention: User | None = None
) -> Thread:
    """Add a message to a thread. mention: account to notify."""
    thread = open_case_action("write_message", thread, by=by, at=at, operation="collection")
    _add_message(thread, by=by, at=at, text=text, mention=mention)
    return thread


# nosemgrep: check-then-act - the caller holds the case
def _add_message(
    thread: Thread, *, by: Scope, at: datetime, text: str, mention: User | None
) -> None:
    case = thread.case
    if mention and not people_reaching_case(case, at=at).filter(pk=mention.pk).exists():
        raise Refused(NO_SUCH_PERSON, is_stage=True)
    thread.length, thread.last_at = thread.length + 1, max(thread.last_at, at)
    thread.save(update_fields=["length", "last_at"])
    message = Message.objects.unscoped("write a message").create(
        case=case, thread=thread, number=thread.length, text=text, side=by.actor.side,
        by_id=by.actor.id, at=at,
    )  # fmt: skip
    if mention:
        Mention.objects.unscoped("mention somebody").create(
            case=case, message=message, person=mention
        )
        # A blocked account is not notified, and the page does not show the difference.
        if case_readers(case, at=at).filter(pk=mention.pk).exists():
            notices.notify_person(mention, case, (), notice="mentioned", at=at)


@for_purpose("what somebody has read")
@transaction.atomic
def record_messages_read(*, thread: Thread, by: Scope, at: datetime, number: int) -> None:
    """Record the last message number a user has read; it never decreases."""
    rows = ThreadSeen.objects.unscoped("how far somebody has read")
    facts = {"case_id": thread.case_id, "number": number, "at": at}
    seen, is_new = rows.get_or_create(thread=thread, reader_id=by.user_id, defaults=facts)
    if not is_new and seen.number < number:
        rows.filter(pk=seen.pk, number__lt=number).update(number=number, at=at)
