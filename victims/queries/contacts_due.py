"""Worklists of contacts due by today, and the items that wait for the reader by name."""

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
from people.access import worklists
from people.access.scopes import Scope
from people.access.worklists import Worklist
from people.identity.sides import Side
from timeliness.calendar import end_of_day, london_day
from victims.contact_barriers import ContactBarrier
from victims.contact_dates import days_since_reached
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

CONTACT_DUE_COLUMNS = (
    "case_id", "case__urn", "number", "wants_contact", "last_reached_at", "liaison_officer__name",
    "contact_officer__name",
)  # fmt: skip
DUE_BY_TODAY_SQL = "listed_at <= %(at)s"  # always the start of a day (victims/contact_dates.py)
NAMED_FOR_READER_SQL = "%(user)s IN (liaison_officer_id, contact_officer_id)"
NO_DATE_AGREED_SQL = (
    f"listed_at >= '{UNDATED.isoformat()}' AND wants_contact <> 'NO' AND NOT is_withdrawn"
)
NOT_REACHED_OUTCOMES = (
    ContactOutcome.NO_ANSWER,
    ContactOutcome.VOICEMAIL,
    ContactOutcome.WRONG,
    ContactOutcome.NOT_SAFE,
)
# A query of one of five models, whose rows are the fields of WaitingItem.
WaitingRows = QuerySet[Any, Any]
MAX_WAITING_ITEMS = 25  # shown beside the worklist; more appear as these are done


@dataclass(frozen=True)
class ContactList:
    """One of the worklists: its tab, its rows, and its text when it is empty."""

    name: str
    tab: Promise
    rows: Worklist
    empty: Promise


CONTACT_LISTS = {
    each.name: each
    for each in (
        ContactList(
            "mine",
            _("Yours"),
            Worklist(
                VictimRecord, CONTACT_DUE_COLUMNS, f"{DUE_BY_TODAY_SQL} AND {NAMED_FOR_READER_SQL}"
            ),
            _("You have no victims to contact today."),
        ),
        ContactList(
            "unit",
            _("Your units’"),
            Worklist(VictimRecord, CONTACT_DUE_COLUMNS, DUE_BY_TODAY_SQL),
            _("Your units have no victims to contact today."),
        ),
        ContactList(
            "undated",
            _("No date agreed"),
            Worklist(VictimRecord, CONTACT_DUE_COLUMNS, NO_DATE_AGREED_SQL),
            _("Every victim who wants to hear from you has a date."),
        ),
    )
}


@dataclass(frozen=True)
class ContactDueRow:
    """
    A victim in a worklist: a reference, since when, and who contacts them. No contact details.
    """

    pk: UUID
    urn: str
    number: int
    wants_contact: str
    days_left: int | None  # negative: days ago; None where no date is agreed
    listed_at: datetime
    silent_for: int | None  # days since a contact got through; None where none has
    officers: str


def contact_due_row(found: Sequence[Any], *, at: datetime) -> ContactDueRow:
    """A row of a worklist as its page shows it."""
    pk, _case, urn, number, wants, reached_at, liaison, contact, listed_at = found
    record = VictimRecord(wants_contact=wants, last_reached_at=reached_at)
    is_dated = listed_at < UNDATED
    return ContactDueRow(
        pk=pk, urn=urn, number=number, wants_contact=record.get_wants_contact_display(),
        days_left=(london_day(listed_at) - london_day(at)).days if is_dated else None,
        listed_at=listed_at, silent_for=days_since_reached(record, at=at),
        officers=", ".join(filter(None, [contact, liaison])),
    )  # fmt: skip


def count_contacts_due(scope: Scope) -> dict[str, int]:
    """{name of a worklist: number of rows}. One query."""
    return worklists.count_worklists(
        scope, {name: each.rows for name, each in CONTACT_LISTS.items()}
    )


@dataclass(frozen=True)
class WaitingItem:
    """An item that waits for the reader by name: its kind, which victim, until when."""

    kind: str  # owed, again, letter, asked or agreed
    pk: UUID
    record_id: UUID
    urn: str
    number: int
    code: str  # a news item, or a kind of letter
    moment: datetime
    who: str  # who asks, or the owner

    @property
    def what(self) -> str:
        """The news item that is owed, or the kind of letter, in words."""
        labels = {"owed": NewsOwed, "letter": LetterKind}
        return str(labels[self.kind](self.code).label) if self.kind in labels else ""


def items_waiting_for_reader(scope: Scope) -> dict[str, list[WaitingItem]]:
    """The items that wait for the reader besides the worklist, by kind. One query."""
    parts = [
        _duties_due_today(scope), _victims_to_try_again(scope), _letters_to_review(scope),
        _follow_ups_of_reader(scope),
        _agreed_actions_of_reader(scope),
    ]  # fmt: skip
    rows = [WaitingItem(*row) for row in parts[0].union(*parts[1:], all=True)]
    rows.sort(key=lambda row: (row.moment, str(row.pk)))
    return {
        kind: [row for row in rows if row.kind == kind][:MAX_WAITING_ITEMS]
        for kind in ("owed", "again", "letter", "asked", "agreed")
    }


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


def _named_for_reader(scope: Scope, record: str = "") -> Q:
    """Filter: victims whose named contact the reader is, under any account."""
    contact, liaison = f"{record}contact_officer__in", f"{record}liaison_officer__in"
    return Q(**{contact: scope.accounts}) | Q(**{liaison: scope.accounts})


def _duties_due_today(scope: Scope) -> WaitingRows:
    """Duties due by the end of today, of victims whose named contact the reader is."""
    rows = Duty.objects.for_scope(scope).filter(
        _named_for_reader(scope, "record__"), is_open=True, owed_by=scope.side,
        listed_at__lte=end_of_day(london_day(scope.at)),
    )  # fmt: skip
    return _waiting_columns(rows, "owed", "listed_at", record="record__", code="what", who="")


def _victims_to_try_again(scope: Scope) -> WaitingRows:
    """Victims whose named contact the reader is, and whose last attempt reached no one."""
    tried = Contact.objects.for_scope(scope).filter(
        record=OuterRef("pk"), direction=ContactDirection.OUT
    )
    tried = tried.exclude(outcome=ContactOutcome.NOT_CONTACTED).order_by("-contacted_at", "-pk")
    rows = VictimRecord.objects.for_scope(scope).filter(
        _named_for_reader(scope), is_open=True, is_withdrawn=False
    )
    rows = rows.exclude(wants_contact=YesNoNotAsked.NO)
    last = tried.annotate(is_unchecked=Q(barriers__contains=[ContactBarrier.UNCHECKED]))
    rows = rows.annotate(
        last=Subquery(last.values("outcome")[:1]),
        is_unchecked=Subquery(last.values("is_unchecked")[:1]),
    ).filter(Q(last__in=NOT_REACHED_OUTCOMES) | Q(is_unchecked=True))
    return _waiting_columns(rows, "again", "listed_at", record="", code="", who="")


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


def _agreed_actions_of_reader(scope: Scope) -> WaitingRows:
    """Agreed actions that wait for the reader (victims/queries/agreed_actions.py)."""
    rows = agreed_actions_waiting_for_reader(scope).annotate(due=Cast("due_on", DateTimeField()))
    return _waiting_columns(rows, "agreed", "due", record="record__", code="", who="who")


def days_until(moment: datetime, *, at: datetime) -> int:
    """The days until a moment; negative once it has passed."""
    return (london_day(moment) - london_day(at)).days
