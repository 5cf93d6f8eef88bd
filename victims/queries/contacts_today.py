"""The victims whom the reader is to contact today, one row for each, in the order of a morning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models.suspect import UNDATED
from people.access.scopes import Scope
from people.text.dates import format_moment
from timeliness.calendar import end_of_day, london_day
from victims.duty_rules import NewsOwed
from victims.models import Duty, VictimRecord
from victims.permissions.capacity_tests import IN_CONTACT_CAPACITIES
from victims.queries.contacts_due import ContactDueRow, own_contacts_due
from victims.queries.reaching_safely import ReachingSafely, reaching_safely
from victims.queries.waiting_items import WaitingItem, named_for_reader, owed_text

MAX_VICTIMS = 100  # read of the list of agreed contacts; the page says where there are more
DAYS_COMING = 7  # after today, whose agreed contacts are counted below the list
OWED, AGAIN, AGREED_CONTACT = "owed", "again", "contact"


@dataclass(frozen=True)
class WhatFor:
    """
    One thing for which a victim is contacted. address: where it is done; "" on their page of
    contact. due_on: None without a day. is_doubtful: the last call was not safe, or its number was
    wrong, or somebody else may have heard.
    """

    kind: str
    text: str | Promise
    address: str = ""
    detail: str | Promise = ""
    due_on: date | None = None
    is_doubtful: bool = False


@dataclass(frozen=True)
class VictimToContact:
    """
    A victim in the list, by reference only: what for, how they are reached, and by when.

    days_left: of what is due first; negative: days ago; None without a day. officers: who contacts
    them. reaching: None where the record can no longer be read.
    """

    pk: UUID
    urn: str
    number: int
    what_for: tuple[WhatFor, ...]
    reaching: ReachingSafely | None
    due_on: date | None
    days_left: int | None
    officers: str = ""

    @property
    def is_owed(self) -> bool:
        """Whether the law has them told something by the end of today."""
        return any(each.kind == OWED for each in self.what_for)

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_safe_now(self) -> bool:
        """Whether a call is safe now, and the last one gave no reason to doubt it."""
        is_doubtful = any(each.is_doubtful for each in self.what_for)
        return self.reaching is not None and self.reaching.is_now and not is_doubtful


def victims_to_contact(
    scope: Scope, waiting: Iterable[WaitingItem]
) -> tuple[list[VictimToContact], bool]:
    """
    (the reader's victims in order, whether there are more than were read).

    waiting: what is owed, and whom to try again, besides the agreed contacts. What is owed
    comes first, then what is overdue; among those, whom a call reaches safely now, the shortest
    time first. Two queries.
    """
    agreed, is_cut = own_contacts_due(scope, most=MAX_VICTIMS)
    what_for: dict[UUID, list[WhatFor]] = {}
    known: dict[UUID, tuple[str, int]] = {}
    for item in waiting:
        known[item.record_id] = (item.urn, item.number)
        what_for.setdefault(item.record_id, []).append(_what_for(item))
    for row in agreed:
        known[row.pk] = (row.urn, row.number)
        there = what_for.setdefault(row.pk, [])
        if not any(each.kind == AGAIN for each in there):
            there.append(_agreed_contact(row))
    reaching = reaching_safely(what_for, scope)
    found = [
        _victim_row(pk, *known[pk], what_for[pk], reaching.get(pk), at=scope.at) for pk in what_for
    ]
    return sorted(found, key=_place), is_cut


def listed_victims(rows: Sequence[ContactDueRow], scope: Scope) -> list[VictimToContact]:
    """
    The rows of one of the worklists of units, as they are ordered there, with what the reader's
    side owes by today. How they are reached is for those who are in contact with victims. Two
    queries.
    """
    ids = [row.pk for row in rows]
    may_see = bool(scope.all_capacities & IN_CONTACT_CAPACITIES)
    reaching = reaching_safely(ids, scope) if may_see else {}
    owed = _owed_by_today(ids, scope)
    return [
        _victim_row(
            row.pk, row.urn, row.number, [*owed.get(row.pk, ()), _agreed_contact(row)],
            reaching.get(row.pk), at=scope.at,
            officers=row.officers or _("No one: name someone"),
        )
        for row in rows
    ]  # fmt: skip


def _owed_by_today(records: Sequence[UUID], scope: Scope) -> dict[UUID, list[WhatFor]]:
    """{id of a victim's record: what the reader's side owes by the end of today}. One query."""
    rows = Duty.objects.for_scope(scope).filter(
        record__in=records, is_open=True, owed_by=scope.side,
        listed_at__lte=end_of_day(london_day(scope.at)),
    )  # fmt: skip
    found: dict[UUID, list[WhatFor]] = {}
    columns = rows.order_by("listed_at", "pk").values_list("record", "what", "listed_at", "sent_at")
    for record, what, listed_at, sent_at in columns:
        text = owed_text(str(NewsOwed(what).label), is_sent=sent_at is not None)
        address = reverse("see-duties", args=[record])
        found.setdefault(record, []).append(
            WhatFor(OWED, text, address, due_on=london_day(listed_at))
        )
    return found


def contacts_coming(scope: Scope) -> list[tuple[date, int]]:
    """[(day, how many of the reader's victims are due then)], soonest first. One query."""
    today = london_day(scope.at)
    rows = VictimRecord.objects.for_scope(scope).filter(
        named_for_reader(scope), is_open=True, listed_at__gt=scope.at,
        listed_at__lte=scope.at + timedelta(days=DAYS_COMING),
    )  # fmt: skip
    counts: dict[date, int] = {}
    for moment in rows.order_by("listed_at").values_list("listed_at", flat=True):
        day = london_day(moment)
        if day > today:
            counts[day] = counts.get(day, 0) + 1
    return list(counts.items())


def _victim_row(
    pk: UUID, urn: str, number: int, what_for: Sequence[WhatFor],
    reaching: ReachingSafely | None, *, at: datetime, officers: str = "",
) -> VictimToContact:  # fmt: skip
    days = [each.due_on for each in what_for if each.due_on]
    due_on = min(days, default=None)
    return VictimToContact(
        pk=pk, urn=urn, number=number, what_for=tuple(dict.fromkeys(what_for)), reaching=reaching,
        due_on=due_on, days_left=(due_on - london_day(at)).days if due_on else None,
        officers=officers,
    )  # fmt: skip


def _place(row: VictimToContact) -> tuple[bool, bool, bool, datetime, date, str, int]:
    """Where a row stands in the list."""
    span = row.reaching.span if row.reaching else None
    ends = UNDATED
    if span is not None:
        ends = span.until if row.is_safe_now else span.begins
    return (
        not row.is_owed, not row.is_overdue, not row.is_safe_now, ends, row.due_on or date.max,
        row.urn, row.number,
    )  # fmt: skip


def _agreed_contact(row: ContactDueRow) -> WhatFor:
    if row.days_left is None:
        text, due_on = _("No date is agreed"), None
    else:
        text, due_on = _("Contact, as agreed"), london_day(row.listed_at)
    if row.silent_for is None:
        detail = _("Not reached yet")
    else:
        detail = _("Last reached %(n)s days ago") % {"n": row.silent_for}
    return WhatFor(AGREED_CONTACT, text, detail=detail, due_on=due_on)


def _what_for(item: WaitingItem) -> WhatFor:
    """Of what is owed, or of a victim to try again, whose page of contact the row leads to."""
    due_on = london_day(item.moment) if item.moment < UNDATED else None
    if item.kind == OWED:
        return WhatFor(OWED, item.text, item.address, due_on=due_on)
    detail = _("What to try next is on their page")
    return WhatFor(AGAIN, item.text, "", detail, due_on, item.is_doubtful)


def other_tasks(waiting: Iterable[WaitingItem]) -> list[tuple[WaitingItem, WhatFor]]:
    """What is asked of the reader about victims, though they contact nobody for it."""
    return [(item, _task(item)) for item in waiting]


def _task(item: WaitingItem) -> WhatFor:
    if item.kind == "agreed":
        return WhatFor(item.kind, item.text, item.address, item.who, london_day(item.moment))
    asked = {"who": item.who, "when": format_moment(item.moment)}
    if item.kind == "note":
        return WhatFor(item.kind, item.text, item.address, _("Sent %(when)s") % asked)
    detail = _("Asked by %(who)s, %(when)s") % asked
    return WhatFor(item.kind, item.text, item.address, detail)
