"""The threads between the two sides of a case, and what in them is new to the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.models import ActionItem, Case, Mention, Message, Thread, ThreadSeen
from cases.queries.before import Before, older
from cases.queries.readers import with_reach
from people.access import Scope
from people.models import User

PAGE_SIZE = 25
SHOWN = 120  # characters of the first message of a thread, in the list


@dataclass(frozen=True)
class Line:
    """One thread, as the page of a case's threads shows it."""

    pk: UUID
    title: str
    first: str
    by: str
    at: datetime
    last_at: datetime
    length: int
    new: int


@dataclass(frozen=True)
class Page:
    """Some threads, the one written in last first, and the key of the page of older ones."""

    lines: list
    older: str


@dataclass(frozen=True)
class Said:
    """One message, as the page of its thread shows it."""

    number: int
    text: str
    by: str
    side: str
    at: datetime
    mentioned: str
    is_new: bool


@dataclass(frozen=True)
class Reading:
    """A part of a thread in the order in which it was written."""

    title: str
    said: list
    older: int | None  # the number before which the earlier messages are
    last: int  # the number of the last message of the part


def new_to(scope: Scope, **about: OuterRef) -> Coalesce:
    """How many messages the reader has not read. about: the thread or the case, of a query."""
    seen = ThreadSeen.objects.for_scope(scope).filter(
        thread=OuterRef("thread"), reader=scope.user_id, number__gte=OuterRef("number")
    )
    rows = Message.objects.for_scope(scope).filter(~Exists(seen), **about)
    [outer] = about
    counted = rows.exclude(by=scope.user_id).order_by().values(outer).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def page(case: Case, scope: Scope, *, before: str = "") -> Page:
    """A page of the threads of a case that the door has let the reader see. One query."""
    first = Message.objects.for_scope(scope).filter(thread=OuterRef("pk"), number=1)
    rows = Thread.objects.for_scope(scope).filter(case=case)
    rows = rows.select_related("by__agency", "item__plan").annotate(
        first=Subquery(first.values("text")), new=new_to(scope, thread=OuterRef("pk"))
    )
    shown, following = older(rows, Before.parse(before), PAGE_SIZE, by="last_at")
    return Page([_line(thread) for thread in shown], following)


def _line(thread: Any) -> Line:
    return Line(
        pk=thread.pk, title=title(thread.item), first=Truncator(thread.first).chars(SHOWN),
        by=_named(thread.by), at=thread.at, last_at=thread.last_at, length=thread.length,
        new=thread.new,
    )  # fmt: skip


def title(item: ActionItem | None) -> str:
    """What a thread is about: an action of a plan, or the case as a whole."""
    if item is None:
        return _("About the case")
    return _("Action %(n)s of plan %(plan)s") % {"n": item.number, "plan": item.plan.number}


def _named(person: User) -> str:
    return f"{person.name}, {person.agency.name}"


def read(thread: Thread, scope: Scope, *, before: str = "") -> Reading:
    """A part of a thread: the newest messages, or those before a number. Three queries."""
    seen = ThreadSeen.objects.for_scope(scope).filter(thread=thread, reader=scope.user_id)
    known = seen.values_list("number", flat=True).first() or 0
    rows = Message.objects.for_scope(scope).filter(thread=thread).select_related("by__agency")
    if before.isdecimal() and before.isascii() and len(before) < 9:
        rows = rows.filter(number__lt=int(before))
    found = list(rows.order_by("-number")[: PAGE_SIZE + 1])
    shown = found[PAGE_SIZE - 1 :: -1]
    mentioned = _mentioned(shown, scope)
    said = [_said(row, scope, known, mentioned) for row in shown]
    following = shown[0].number if len(found) > PAGE_SIZE else None
    return Reading(_title(thread, scope), said, following, shown[-1].number if shown else 0)


def last_of(thread: Thread, scope: Scope, n: int) -> Reading:
    """The last few messages of a thread, for whoever writes the next."""
    reading = read(thread, scope)
    return replace(reading, said=reading.said[-n:])


def _title(thread: Thread, scope: Scope) -> str:
    items = ActionItem.objects.for_scope(scope).select_related("plan")
    return title(items.get(pk=thread.item_id) if thread.item_id else None)


def _mentioned(messages: Iterable[Message], scope: Scope) -> dict[UUID, str]:
    rows = Mention.objects.for_scope(scope).filter(message__in=messages)
    return dict(rows.values_list("message", "person__name"))


def _said(message: Message, scope: Scope, known: int, mentioned: Mapping[UUID, str]) -> Said:
    mine = message.by_id == scope.user_id
    return Said(
        number=message.number, text=message.text, by=_named(message.by), side=message.side,
        at=message.at, mentioned=mentioned.get(message.pk, ""),
        is_new=message.number > known and not mine,
    )  # fmt: skip


def can_mention(case: Case, scope: Scope) -> list[User]:
    """
    The people whom the reader can ask to look: the others of the case, by name. Whoever of them is
    kept from it is offered too, because a choice tells who is missing.
    """
    people = with_reach(case, at=scope.at).exclude(pk=scope.user_id).select_related("agency")
    return list(people.order_by("name", "pk"))


def can_be_about(case: Case, scope: Scope) -> list[ActionItem]:
    """The actions of a case that a thread can be about, those of the newest plan first."""
    items = case.action_items.for_scope(scope).select_related("plan")
    return list(items.order_by("-plan__number", "number"))
