"""
What waits for the reader by name around victims: owed, to try again, letters, what was asked, notes
of support services.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Scope
from people.identity.sides import Side
from timeliness.calendar import end_of_day, london_day
from victims.contact_barriers import ContactBarrier
from victims.duty_rules import NewsOwed
from victims.models import (
    Contact,
    ContactDirection,
    ContactOutcome,
    Duty,
    FollowUp,
    Letter,
    LetterKind,
    LetterStatus,
    VictimRecord,
    YesNoNotAsked,
)
from victims.permissions.letters import SECOND_READERS
from victims.queries.agreed_actions import agreed_actions_waiting_for_reader
from victims.queries.answerable_notes import standing_of_notes
from victims.queries.waiting_notes import ANSWER, READ, notes_waiting_for_reader

NOT_REACHED_OUTCOMES = (
    ContactOutcome.NO_ANSWER,
    ContactOutcome.VOICEMAIL,
    ContactOutcome.WRONG,
    ContactOutcome.NOT_SAFE,
)
# A query of one of six models, whose rows are the fields of WaitingItem.
WaitingRows = QuerySet[Any, Any]
SENT = "SENT"  # and is not known to have arrived
UNCHECKED = "UNCHECKED"  # something was told before it was checked who was there
MAX_WAITING_ITEMS = 25  # shown beside the worklist; more appear as these are done
TRY_AGAIN = _("Try to reach the victim again")
# {why: text} where a call is not simply tried again: the outcome of the last, or UNCHECKED.
TRY_AGAIN_TEXT: dict[str, Promise] = {
    ContactOutcome.WRONG.value: _("Find how to reach them: the last number or address was wrong"),
    ContactOutcome.NOT_SAFE.value: _(
        "Try again with care: at the last try it was not safe to talk"
    ),
    UNCHECKED: _("Look at their safety: something was told before it was checked who heard"),
}
NOTE_TEXT = {
    ANSWER: _("Answer a note of a support service"),
    READ: _("Read a note about the victim"),
}  # fmt: skip
OTHER_TEXT = {
    "asked": _("Answer a follow-up"), "agreed": _("Do what was agreed at a meeting"),
}  # fmt: skip
PAGE_OF_KIND = {
    "owed": "see-duties", "again": "see-contacts", "letter": "review-letter",
    "asked": "answer-follow-up", "agreed": "finish-agreed", "note": "answer-note",
}  # fmt: skip


def owed_text(what: str, *, is_sent: bool) -> str:
    """What is done about news that is owed. is_sent: it was, and is not known to have arrived."""
    text = _("Find out whether it arrived: %(what)s") if is_sent else _("Tell them: %(what)s")
    return str(text % {"what": what})


@dataclass(frozen=True)
class WaitingItem:
    """An item that waits for the reader by name: its kind, which victim, until when."""

    kind: str  # owed, again, letter, asked, agreed or note
    pk: UUID
    record_id: UUID
    urn: str
    number: int
    # A news item, a kind of letter, why to try again (an outcome, or UNCHECKED), or READ or ANSWER.
    code: str
    moment: datetime
    who: str  # who asks, or the owner; SENT where news that is owed was sent

    @property
    def what(self) -> str:
        """The news item that is owed, or the kind of letter, in words."""
        labels = {"owed": NewsOwed, "letter": LetterKind}
        return str(labels[self.kind](self.code).label) if self.kind in labels else ""

    @property
    def text(self) -> str | Promise:
        """What the reader does."""
        if self.kind == "owed":
            return owed_text(self.what, is_sent=self.who == SENT)
        if self.kind == "again":
            return TRY_AGAIN_TEXT.get(self.code, TRY_AGAIN)
        if self.kind == "letter":
            return _("Read a letter: %(what)s") % {"what": self.what}
        if self.kind == "note":
            return NOTE_TEXT[self.code]
        return OTHER_TEXT[self.kind]

    @property
    def address(self) -> str:
        """Where they do it."""
        if self.kind == "note" and self.code == READ:
            return reverse("see-contacts", args=[self.record_id]) + "#notes"
        is_of_victim = self.kind in ("owed", "again")
        return reverse(PAGE_OF_KIND[self.kind], args=[self.record_id if is_of_victim else self.pk])

    @property
    def is_doubtful(self) -> bool:
        """Whether the last try gives reason to doubt that a call is safe."""
        return self.kind == "again" and self.code in TRY_AGAIN_TEXT


def items_waiting_for_reader(
    scope: Scope, *, most: int = MAX_WAITING_ITEMS
) -> dict[str, list[WaitingItem]]:
    """
    `most` items of each kind that wait for the reader besides the worklist. One query, and one more
    where there is a note.
    """
    parts = [
        _duties_due_today(scope), _victims_to_try_again(scope), _letters_to_review(scope),
        _follow_ups_of_reader(scope), _agreed_actions_of_reader(scope), _notes_of_reader(scope),
    ]  # fmt: skip
    rows = [WaitingItem(*row) for row in parts[0].union(*parts[1:], all=True)]
    rows.sort(key=lambda row: (row.moment, str(row.pk)))
    found = {
        kind: [row for row in rows if row.kind == kind]
        for kind in ("owed", "again", "letter", "asked", "agreed", "note")
    }
    found["note"] = list(_tasks_of_notes(found["note"], scope))
    return {kind: items[:most] for kind, items in found.items()}


def _tasks_of_notes(notes: Sequence[WaitingItem], scope: Scope) -> Iterator[WaitingItem]:
    """
    Of each victim the oldest note that is to be answered and can be; and the oldest to be read,
    unless the first is one that was not opened either.

    A note that nobody may answer now is only to be read; of a victim whose identity was destroyed
    nothing can be.
    """
    standing = standing_of_notes([each.pk for each in notes], at=scope.at)
    readable = [each for each in notes if each.pk not in standing.destroyed]
    answered: dict[UUID, WaitingItem] = {}
    for each in readable:
        if each.code != READ and each.pk in standing.answerable:
            answered.setdefault(each.record_id, each)
    yield from (replace(each, code=ANSWER) for each in answered.values())
    read: dict[UUID, WaitingItem] = {}
    for each in readable:
        first = answered.get(each.record_id)
        if each.code != ANSWER and (first is None or first.code == ANSWER):
            read.setdefault(each.record_id, each)
    yield from (replace(each, code=READ) for each in read.values())


def _waiting_columns(
    rows: QuerySet[Any], kind: str, moment: str, *, record: str, code: str, who: str
) -> WaitingRows:
    """
    The columns of one kind for the union. record: the path from the row to the victim's record.
    """
    text = CharField()
    return rows.order_by().values_list(
        Value(kind), "pk", F(f"{record}pk"), F(f"{record}case__urn"), F(f"{record}number"),
        Cast(F(code), text) if code else Value(""), F(moment),
        F(who) if who else Value(""),
    )  # fmt: skip


def named_for_reader(scope: Scope, record: str = "") -> Q:
    """Filter: victims whose named contact the reader is, under any account."""
    contact, liaison = f"{record}contact_officer__in", f"{record}liaison_officer__in"
    return Q(**{contact: scope.accounts}) | Q(**{liaison: scope.accounts})


def _duties_due_today(scope: Scope) -> WaitingRows:
    """Duties due by the end of today, of victims whose named contact the reader is."""
    rows = Duty.objects.for_scope(scope).filter(
        named_for_reader(scope, "record__"), is_open=True, owed_by=scope.side,
        listed_at__lte=end_of_day(london_day(scope.at)),
    )  # fmt: skip
    is_sent = Case(When(sent_at=None, then=Value("")), default=Value(SENT))
    rows = rows.annotate(is_sent=is_sent)
    return _waiting_columns(
        rows, "owed", "listed_at", record="record__", code="what", who="is_sent"
    )


def _victims_to_try_again(scope: Scope) -> WaitingRows:
    """Victims whose named contact the reader is, and whose last attempt reached no one."""
    tried = Contact.objects.for_scope(scope).filter(
        record=OuterRef("pk"), direction=ContactDirection.OUT
    )
    tried = tried.exclude(outcome=ContactOutcome.NOT_CONTACTED).order_by("-contacted_at", "-pk")
    rows = VictimRecord.objects.for_scope(scope).filter(
        named_for_reader(scope), is_open=True, is_withdrawn=False
    )
    rows = rows.exclude(wants_contact=YesNoNotAsked.NO)
    last = tried.annotate(is_unchecked=Q(barriers__contains=[ContactBarrier.UNCHECKED]))
    rows = rows.annotate(
        last=Subquery(last.values("outcome")[:1]),
        is_unchecked=Subquery(last.values("is_unchecked")[:1]),
    ).filter(Q(last__in=NOT_REACHED_OUTCOMES) | Q(is_unchecked=True))
    rows = rows.annotate(why=Case(When(is_unchecked=True, then=Value(UNCHECKED)), default="last"))
    return _waiting_columns(rows, "again", "listed_at", record="", code="why", who="")


def _letters_to_review(scope: Scope) -> WaitingRows:
    """Letters of the reader's units that wait for a second reader, without the reader's own."""
    rows = Letter.objects.for_scope(scope).filter(status=LetterStatus.IN_REVIEW, side=scope.side)
    if scope.side in SECOND_READERS:
        units = scope.units_with(*SECOND_READERS[Side(scope.side)])
        rows = rows.filter(**{f"record__{VictimRecord.unit_of[scope.side]}__in": units})
    else:
        rows = rows.none()
    rows = rows.exclude(authors__overlap=[*scope.accounts])
    return _waiting_columns(rows, "letter", "written_at", record="record__", code="kind", who="")


def _follow_ups_of_reader(scope: Scope) -> WaitingRows:
    """Unanswered follow-ups of the reader's own contacts."""
    rows = FollowUp.objects.for_scope(scope).filter(answered_at=None, asked_of__in=scope.accounts)
    return _waiting_columns(rows, "asked", "at", record="record__", code="", who="by__name")


def _notes_of_reader(scope: Scope) -> WaitingRows:
    """Notes that the reader is to read or to answer (victims/queries/waiting_notes.py)."""
    rows = notes_waiting_for_reader(scope)
    return _waiting_columns(rows, "note", "at", record="record__", code="code", who="")


def _agreed_actions_of_reader(scope: Scope) -> WaitingRows:
    """Agreed actions that wait for the reader (victims/queries/agreed_actions.py)."""
    rows = agreed_actions_waiting_for_reader(scope).annotate(due=Cast("due_on", DateTimeField()))
    return _waiting_columns(rows, "agreed", "due", record="record__", code="", who="who")
