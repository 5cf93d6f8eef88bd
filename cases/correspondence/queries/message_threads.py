"""Message threads between the two sides of a case, with what is unread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.case_access.queries.case_readers import people_reaching_case
from cases.models import ActionItem, Case, Mention, Message, Thread, ThreadSeen
from people.access.pagination import PAGE_SIZE, first_page
from people.access.scopes import Scope
from people.models import User
from people.web.pagination import newest_first_page

MAX_FIRST_CHARS = 120  # characters of a thread's first message, in the list


@dataclass(frozen=True)
class ThreadRow:
    """One thread as a row of a case's threads."""

    pk: UUID
    title: str
    first: str
    by: str
    at: datetime
    last_at: datetime
    length: int
    unread_count: int


@dataclass(frozen=True)
class ThreadsPage:
    """A page of threads, latest message first; `older` is the cursor of the next page."""

    lines: list[ThreadRow]
    older: str


@dataclass(frozen=True)
class MessageRow:
    """One message of a thread."""

    number: int
    text: str
    by: str
    side: str
    at: datetime
    mentioned: str
    is_new: bool


@dataclass(frozen=True)
class ThreadDetail:
    """Part of a thread, oldest message first."""

    title: str
    messages: list[MessageRow]
    older: int | None  # cursor of earlier messages, or None
    last: int  # number of the last message shown


def unread_message_count(scope: Scope, **about: OuterRef) -> Coalesce:
    """Subquery: number of messages the reader has not read.

    Args: about: one of thread= or case=, an OuterRef.
    """
    seen = ThreadSeen.objects.for_scope(scope).filter(
        thread=OuterRef("thread"), reader=scope.user_id, number__gte=OuterRef("number")
    )
    rows = Message.objects.for_scope(scope).filter(~Exists(seen), **about)
    [outer] = about
    counted = rows.exclude(by=scope.user_id).order_by().values(outer).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def threads_page(case: Case, scope: Scope, *, before: str = "") -> ThreadsPage:
    """A page of the threads of a case; the guard has checked access to it. Two queries."""
    rows = Thread.objects.for_scope(scope).filter(case=case)
    rows = rows.select_related("by__agency", "item__plan").annotate(
        new=unread_message_count(scope, thread=OuterRef("pk"))
    )
    shown, following = newest_first_page(rows, before, by="last_at")
    firsts = Message.objects.for_scope(scope).filter(thread__in=shown, number=1)
    texts = {first.thread_id: first.text for first in firsts}
    return ThreadsPage([_thread_row(each, texts.get(each.pk, "")) for each in shown], following)


def _thread_row(thread: Any, first: str) -> ThreadRow:
    return ThreadRow(
        pk=thread.pk, title=thread_title(thread.item),
        first=Truncator(first).chars(MAX_FIRST_CHARS),
        by=_author_of_message(thread.by), at=thread.at, last_at=thread.last_at,
        length=thread.length,
        unread_count=thread.new,
    )  # fmt: skip


def thread_title(item: ActionItem | None) -> str:
    """Title of a thread: the action item it is about, or the whole case."""
    if item is None:
        return _("About the case")
    return _("Action %(n)s of plan %(plan)s") % {"n": item.number, "plan": item.plan.number}


def _author_of_message(person: User) -> str:
    return f"{person.name}, {person.agency.name}"


def thread_detail(thread: Thread, scope: Scope, *, before: str = "") -> ThreadDetail:
    """The newest messages of a thread, or those before a number. Three queries."""
    seen = ThreadSeen.objects.for_scope(scope).filter(thread=thread, reader=scope.user_id)
    last_seen = seen.values_list("number", flat=True).first() or 0
    rows = Message.objects.for_scope(scope).filter(thread=thread).select_related("by__agency")
    if before.isdecimal() and before.isascii() and len(before) < 9:
        rows = rows.filter(number__lt=int(before))
    newest, more = first_page(rows.order_by("-number"), PAGE_SIZE)
    page_rows = newest[::-1]
    mentioned = _mentioned_by_message(page_rows, scope)
    messages = [_message_row(row, scope, last_seen, mentioned) for row in page_rows]
    following = page_rows[0].number if more else None
    return ThreadDetail(
        _title_of_thread(thread, scope),
        messages,
        following,
        page_rows[-1].number if page_rows else 0,
    )


def last_messages_of(thread: Thread, scope: Scope, n: int) -> ThreadDetail:
    """The last `n` messages of a thread, to show above the form for the next."""
    reading = thread_detail(thread, scope)
    return replace(reading, messages=reading.messages[-n:])


def _title_of_thread(thread: Thread, scope: Scope) -> str:
    items = ActionItem.objects.for_scope(scope).select_related("plan")
    return thread_title(items.get(pk=thread.item_id) if thread.item_id else None)


def _mentioned_by_message(messages: Iterable[Message], scope: Scope) -> dict[UUID, str]:
    rows = Mention.objects.for_scope(scope).filter(message__in=messages)
    return dict(rows.values_list("message", "person__name"))


def _message_row(
    message: Message, scope: Scope, last_seen: int, mentioned: Mapping[UUID, str]
) -> MessageRow:
    mine = message.by_id == scope.user_id
    return MessageRow(
        number=message.number, text=message.text, by=_author_of_message(message.by),
        side=message.side,
        at=message.at, mentioned=mentioned.get(message.pk, ""),
        is_new=message.number > last_seen and not mine,
    )  # fmt: skip


def people_to_mention(case: Case, scope: Scope) -> list[User]:
    """The other people with access to the case, by name.

    Includes people in conflict with it: a missing name would reveal the conflict.
    """
    people = (
        people_reaching_case(case, at=scope.at).exclude(pk=scope.actor.id).select_related("agency")
    )
    return list(people.order_by("name", "pk"))


def thread_subjects(case: Case, scope: Scope) -> list[ActionItem]:
    """Action items that a thread can be about, those of the newest plan first."""
    items = case.action_items.for_scope(scope).select_related("plan")
    return list(items.order_by("-plan__number", "number"))
