"""Worklists of contacts due by today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models.suspect import UNDATED
from people.access import worklists
from people.access.row_security import array_text
from people.access.scopes import Scope
from people.access.worklists import Worklist
from timeliness.calendar import london_day
from victims.contact_dates import days_since_reached
from victims.models import (
    VictimRecord,
)

CONTACT_DUE_COLUMNS = (
    "case_id", "case__urn", "number", "wants_contact", "last_reached_at", "liaison_officer__name",
    "contact_officer__name",
)  # fmt: skip
DUE_BY_TODAY_SQL = "listed_at <= %(at)s"  # always the start of a day (victims/contact_dates.py)
# Under any account of the reader's, as named_for_reader().
NAMED_FOR_READER_SQL = """(liaison_officer_id = ANY(%(own)s::bigint[])
    OR contact_officer_id = ANY(%(own)s::bigint[]))"""
NOBODY_NAMED_SQL = (
    "(CASE %(side)s WHEN 'POLICE' THEN contact_officer_id WHEN 'CPS' THEN liaison_officer_id END) "
    "IS NULL AND wants_contact <> 'NO' AND NOT is_withdrawn"
)
NO_DATE_AGREED_SQL = (
    f"listed_at >= '{UNDATED.isoformat()}' AND wants_contact <> 'NO' AND NOT is_withdrawn"
)


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
                VictimRecord,
                CONTACT_DUE_COLUMNS,
                f"{DUE_BY_TODAY_SQL} AND {NAMED_FOR_READER_SQL}",
                params={"own": "{}"},
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
        ContactList(
            "nobody",
            _("Nobody named"),
            Worklist(VictimRecord, CONTACT_DUE_COLUMNS, NOBODY_NAMED_SQL),
            _("Somebody is named for every victim who wants to hear from you."),
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


def own_contacts_due(scope: Scope, *, most: int) -> tuple[list[ContactDueRow], bool]:
    """(the agreed contacts of today that are the reader's, whether there are more). One query."""
    rows, following = CONTACT_LISTS["mine"].rows.next_page(
        scope, size=most, own=array_text(scope.accounts)
    )
    return [contact_due_row(row, at=scope.at) for row in rows], bool(following)


def count_units_contacts(scope: Scope) -> dict[str, int]:
    """{name of a worklist of the reader's units: number of rows}. One query."""
    return worklists.count_worklists(
        scope, {name: each.rows for name, each in CONTACT_LISTS.items() if name != "mine"}
    )
