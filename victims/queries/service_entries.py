"""A service's private entries, and its log of them, for those who may read them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from people.access.row_security import keeping_entries
from people.access.scopes import Scope, standing_on
from people.models import User
from people.web.pagination import newest_first_page
from timeliness.calendar import london_day
from victims.models import Need, ServiceEntry, ServiceLog, ServiceLogVerb, Support
from victims.permissions.support import reads_every_entry


@dataclass(frozen=True)
class ServiceEntryRow:
    """
    An entry as a page shows it: its last version. earlier: the others, the newest first.
    may_correct: it is not from before the support was handed on without its entries, which would
    then be seen by a correction.
    """

    entry: ServiceEntry
    by: str
    needs: list[str | Promise]
    earlier: tuple["ServiceEntryRow", ...] = ()
    may_correct: bool = False


def service_entries_page(
    support: Support, scope: Scope, *, before: str = ""
) -> tuple[list[ServiceEntryRow], str]:
    """(the entries that the reader may read, newest first; the cursor of the next page)."""
    rows = readable_entries(support, scope)
    with keeping_entries(scope):
        shown, following = newest_first_page(_last_versions(rows), before, by="contacted_at")
        firsts = [row.first_id for row in shown if row.first_id]
        versions = list(rows.filter(Q(pk__in=firsts) | Q(first__in=firsts))) if firsts else []
    names = _names_of(row.by_id for row in (*shown, *versions))
    earlier: dict[UUID | None, list[ServiceEntryRow]] = {}
    for version in sorted(versions, key=lambda row: -row.number):
        of = version.first_id or version.pk
        earlier.setdefault(of, []).append(_entry_row(version, names))
    lines = [
        replace(
            _entry_row(row, names), earlier=tuple(earlier.get(row.first_id, ())[1:]),
            may_correct=_may_correct(row, support),
        )
        for row in shown
    ]  # fmt: skip
    return lines, following


def _entry_row(row: ServiceEntry, names: Mapping[int | None, str]) -> ServiceEntryRow:
    return ServiceEntryRow(row, names[row.by_id], [Need(code).label for code in row.needs])


def _may_correct(row: ServiceEntry, support: Support) -> bool:
    return support.entries_from is None or row.at >= support.entries_from


def _last_versions(rows: QuerySet[ServiceEntry]) -> QuerySet[ServiceEntry]:
    """Those of readable entries that nobody has corrected since."""
    return rows.filter(~Exists(_newer_versions(rows)))


def _newer_versions(rows: QuerySet[ServiceEntry]) -> QuerySet[ServiceEntry]:
    """As a subquery about an entry: its later versions among readable entries."""
    return rows.filter(
        Q(first=OuterRef("pk")) | Q(first=OuterRef("first")), support=OuterRef("support"),
        number__gt=OuterRef("number"),
    )  # fmt: skip


@dataclass(frozen=True)
class EntryToCorrect:
    """The version of an entry. is_last: nobody has corrected it since."""

    entry: ServiceEntry
    is_last: bool


def entry_to_correct(support: Support, scope: Scope, key: str) -> EntryToCorrect | None:
    """The version of an entry that a key names, if the reader may read and correct the entry."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    readable = readable_entries(support, scope)
    rows: Any = readable.filter(pk=wanted).annotate(has_newer=Exists(_newer_versions(readable)))
    with keeping_entries(scope):
        entry = rows.first()
    if entry is None or not _may_correct(entry, support):
        return None
    return EntryToCorrect(entry, is_last=not entry.has_newer)


def readable_entries(support: Support, scope: Scope) -> QuerySet[ServiceEntry]:
    """
    The entries that the reader may read of a support, which the guard has found.

    They can be read inside keeping_entries(). A manager reads all; an ISVA without the earlier ones
    reads those written since.
    """
    rows = ServiceEntry.objects.for_scope(scope).filter(support=support)
    if support.entries_from is None or reads_every_entry(standing_on(scope, support), support):
        return rows
    return rows.filter(at__gte=support.entries_from)


def next_contacts(supports: Collection[UUID], scope: Scope) -> dict[UUID, date]:
    """
    {support: the day of the next contact}, of supports by key that the reader may read: as the last
    entry that gives one has it, until a contact of that day or later is entered. One query.
    """
    handed_on = Q(support__entries_from=None) | Q(at__gte=F("support__entries_from"))
    managed = Q(support__service__in=scope.units_with("manage_support"))
    entries = ServiceEntry.objects.for_scope(scope).filter(handed_on | managed)
    entries = _last_versions(entries)
    later = entries.filter(
        support=OuterRef("support"), contacted_at__gt=OuterRef("contacted_at"),
        contacted_at__date__gte=OuterRef("next_on"),
    )  # fmt: skip
    rows = entries.filter(support__in=supports, next_on__isnull=False)
    rows = rows.annotate(is_met=Exists(later)).order_by("support", "-contacted_at", "-at")
    with keeping_entries(scope):
        columns = rows.distinct("support").values_list("support", "next_on", "is_met")
        return {support: day for support, day, is_met in columns if day and not is_met}


def due_contact(support: Support, scope: Scope) -> date | None:
    """The day of a contact that is due by today; None without one."""
    day = next_contacts([support.pk], scope).get(support.pk)
    return day if day and day <= london_day(scope.at) else None


def service_log_rows(
    support: Support, scope: Scope, *, before: str = ""
) -> tuple[list[tuple[str | Promise, str, str, datetime]], str]:
    """
    ([(what, by whom, to whom, when)] of the service's own log, newest first; the cursor of the next
    page). For its managers only.
    """
    if not reads_every_entry(standing_on(scope, support), support):
        return [], ""
    with keeping_entries(scope):
        rows = ServiceLog.objects.for_scope(scope).filter(support=support)
        found, following = newest_first_page(rows, before)
    names = _names_of(account for row in found for account in (row.by_id, row.to_id))
    lines: list[tuple[str | Promise, str, str, datetime]] = [
        (ServiceLogVerb(row.verb).label, names[row.by_id], names[row.to_id], row.at)
        for row in found
    ]
    return lines, following


def _names_of(accounts: Iterable[int | None]) -> dict[int | None, str]:
    """{account: name}; of none, no name. Entries are read in a role that reads no accounts."""
    named = User.objects.filter(pk__in={each for each in accounts if each is not None})
    return {None: "", **dict(named.values_list("pk", "name"))}
