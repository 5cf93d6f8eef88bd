"""Whom somebody is to be in touch with by today, and what is asked about their own contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models.suspect import UNDATED
from people import worklists
from people.access import Scope
from people.sides import Side
from people.worklists import Worklist
from timeliness.calendar import end_of_day, london_day
from victims.contact_dates import days_since_reached
from victims.deadlines import News
from victims.gate import Barrier
from victims.models import (
    Asked,
    Contact,
    Direction,
    Duty,
    FollowUp,
    Letter,
    LetterKind,
    LetterStatus,
    Outcome,
    VictimRecord,
)
from victims.permissions.letters import SECOND_READERS
from victims.queries.meetings_agreed import waiting_for

COLUMNS = (
    "case_id", "case__urn", "number", "wants_contact", "last_reached_at", "liaison_officer__name",
    "contact_officer__name",
)  # fmt: skip
BY_TODAY = "listed_at <= %(at)s"  # it is always the start of a day (victims/contact_dates.py)
MY_OWN = "%(user)s IN (liaison_officer_id, contact_officer_id)"
NOTHING_AGREED = (
    f"listed_at >= '{UNDATED.isoformat()}' AND wants_contact <> 'NO' AND NOT is_withdrawn"
)
NOT_REACHED = (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG, Outcome.NOT_SAFE)
FEW = 25  # follow-ups beside the list; whoever has more works them off from the top


@dataclass(frozen=True)
class List:
    """One of the lists of calls: its tab, its rows, and what it says when it is empty."""

    name: str
    tab: Promise
    rows: Worklist
    empty: Promise


LISTS = {
    each.name: each
    for each in (
        List(
            "mine", _("Yours"), Worklist(VictimRecord, COLUMNS, f"{BY_TODAY} AND {MY_OWN}"),
            _("You have no victims to contact today."),
        ),
        List(
            "unit", _("Your units’"), Worklist(VictimRecord, COLUMNS, BY_TODAY),
            _("Your units have no victims to contact today."),
        ),
        List(
            "undated", _("No date agreed"), Worklist(VictimRecord, COLUMNS, NOTHING_AGREED),
            _("Every victim who wants to hear from you has a date."),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A victim in a list of calls: a reference, since when, and by whom. No way to reach her."""

    pk: UUID
    urn: str
    number: int
    wants_contact: str
    days_left: int | None  # below 0: so many days ago; None where no date is agreed
    listed_at: datetime
    silent_for: int | None  # days since somebody got through; None where nobody has
    officers: str


def call(found: Sequence[Any], *, at: datetime) -> Call:
    """A row of a list of calls as its page shows it."""
    pk, _case, urn, number, wants, reached_at, liaison, contact, listed_at = found
    record = VictimRecord(wants_contact=wants, last_reached_at=reached_at)
    is_dated = listed_at < UNDATED
    return Call(
        pk=pk, urn=urn, number=number, wants_contact=record.get_wants_contact_display(),
        days_left=(london_day(listed_at) - london_day(at)).days if is_dated else None,
        listed_at=listed_at, silent_for=days_since_reached(record, at=at),
        officers=", ".join(filter(None, [contact, liaison])),
    )  # fmt: skip


def counted(scope: Scope) -> dict[str, int]:
    """{name of a list: how many rows}. One query."""
    return worklists.counts(scope, {name: each.rows for name, each in LISTS.items()})


@dataclass(frozen=True)
class Waits:
    """Something that waits for the reader by name: what it is, about which victim, until when."""

    kind: str  # owed, again, letter, asked or agreed
    pk: UUID
    record_id: UUID
    urn: str
    number: int
    code: str  # what is to be told, or which letter
    moment: datetime
    who: str  # who asks, or who sees to it

    @property
    def what(self) -> str:
        """What is to be told, or which letter, in words."""
        labels = {"owed": News, "letter": LetterKind}
        return str(labels[self.kind](self.code).label) if self.kind in labels else ""


def waiting(scope: Scope) -> dict[str, list[Waits]]:
    """What waits for the reader beside the list, by kind. One query."""
    parts = [
        _owed(scope), _to_try_again(scope), _letters_to_read(scope), _asked_of(scope),
        _agreed(scope),
    ]  # fmt: skip
    rows = [Waits(*row) for row in parts[0].union(*parts[1:], all=True)]
    rows.sort(key=lambda row: (row.moment, str(row.pk)))
    return {
        kind: [row for row in rows if row.kind == kind][:FEW]
        for kind in ("owed", "again", "letter", "asked", "agreed")
    }


def _columns(rows: QuerySet, kind: str, moment: str, *, record: str, code: str, who: str) -> Any:
    """The rows of one kind as Waits has them. record: the way from the row to the victim."""
    text = CharField()
    return rows.order_by().values_list(
        Value(kind), "pk", F(f"{record}pk"), F(f"{record}case__urn"), F(f"{record}number"),
        Cast(F(code), text) if code else Value(""), F(moment),
        F(who) if who else Value(""),
    )  # fmt: skip


def _mine(scope: Scope, record: str = "") -> Q:
    """Of victims whom the reader is named for, under any account."""
    contact, liaison = f"{record}contact_officer__in", f"{record}liaison_officer__in"
    return Q(**{contact: scope.accounts}) | Q(**{liaison: scope.accounts})


def _owed(scope: Scope) -> Any:
    """What victims whom the reader is named for are to be told by the end of today."""
    rows = Duty.objects.for_scope(scope).filter(
        _mine(scope, "record__"), is_open=True, owed_by=scope.side,
        listed_at__lte=end_of_day(london_day(scope.at)),
    )  # fmt: skip
    return _columns(rows, "owed", "listed_at", record="record__", code="what", who="")


def _to_try_again(scope: Scope) -> Any:
    """The victims whom the reader is named for, and whom nobody reached at the last try."""
    tried = Contact.objects.for_scope(scope).filter(record=OuterRef("pk"), direction=Direction.OUT)
    tried = tried.exclude(outcome=Outcome.NOT_CONTACTED).order_by("-contacted_at", "-pk")
    rows = VictimRecord.objects.for_scope(scope).filter(
        _mine(scope), is_open=True, is_withdrawn=False
    )
    rows = rows.exclude(wants_contact=Asked.NO)
    last = tried.annotate(is_unchecked=Q(barriers__contains=[Barrier.UNCHECKED]))
    rows = rows.annotate(
        last=Subquery(last.values("outcome")[:1]),
        is_unchecked=Subquery(last.values("is_unchecked")[:1]),
    ).filter(Q(last__in=NOT_REACHED) | Q(is_unchecked=True))
    return _columns(rows, "again", "listed_at", record="", code="", who="")


def _letters_to_read(scope: Scope) -> Any:
    """The letters of the reader's units that wait for a second reader, and are not their own."""
    rows = Letter.objects.for_scope(scope).filter(status=LetterStatus.IN_REVIEW, side=scope.side)
    if scope.side in SECOND_READERS:
        units = scope.units_with(*SECOND_READERS[Side(scope.side)])
        rows = rows.filter(**{f"record__{VictimRecord.unit_of[scope.side]}__in": units})
    else:
        rows = rows.none()
    rows = rows.exclude(authors__overlap=[*scope.accounts])
    return _columns(rows, "letter", "written_at", record="record__", code="kind", who="")


def _asked_of(scope: Scope) -> Any:
    """What somebody asks about the reader's own contacts and waits for."""
    rows = FollowUp.objects.for_scope(scope).filter(answered_at=None, asked_of__in=scope.accounts)
    return _columns(rows, "asked", "at", record="record__", code="", who="by__name")


def _agreed(scope: Scope) -> Any:
    """What was agreed at meetings and waits for the reader (victims/queries/meetings_agreed.py)."""
    rows = waiting_for(scope).annotate(due=Cast("due_on", DateTimeField()))
    return _columns(rows, "agreed", "due", record="record__", code="", who="who")


def days_left(moment: datetime, *, at: datetime) -> int:
    """The days until a moment, below 0 once it has passed by as many."""
    return (london_day(moment) - london_day(at)).days
