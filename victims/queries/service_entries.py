"""A service's private entries, and its log of them, for those who may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from people.access.row_security import keeping_entries
from people.access.scopes import Scope, standing_on
from people.models import User
from people.web.pagination import newest_first_page
from victims.models import Need, ServiceEntry, ServiceLog, ServiceLogVerb, Support
from victims.permissions.support import reads_every_entry

MAX_LOG_ROWS = 50  # of the service's log on one page


@dataclass(frozen=True)
class ServiceEntryRow:
    """An entry as a page shows it."""

    entry: ServiceEntry
    by: str
    needs: list[str | Promise]


def service_entries_page(
    support: Support, scope: Scope, *, before: str = ""
) -> tuple[list[ServiceEntryRow], str]:
    """(the entries that the reader may read, newest first; the cursor of the next page)."""
    rows = readable_entries(support, scope)
    with keeping_entries(scope):
        shown, following = newest_first_page(rows, before, by="contacted_at")
    names = _names_of(row.by_id for row in shown)
    lines = [
        ServiceEntryRow(row, names[row.by_id], [Need(code).label for code in row.needs])
        for row in shown
    ]
    return lines, following


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


def service_log_rows(
    support: Support, scope: Scope
) -> list[tuple[str | Promise, str, str, datetime]]:
    """[(what, by whom, to whom, when)] of the service's own log, for its managers only."""
    if not reads_every_entry(standing_on(scope, support), support):
        return []
    with keeping_entries(scope):
        rows = ServiceLog.objects.for_scope(scope).filter(support=support)
        found = list(rows.order_by("-at", "-pk")[:MAX_LOG_ROWS])
    names = _names_of(account for row in found for account in (row.by_id, row.to_id))
    return [
        (ServiceLogVerb(row.verb).label, names[row.by_id], names[row.to_id], row.at)
        for row in found
    ]


def _names_of(accounts: Iterable[int | None]) -> dict[int | None, str]:
    """{account: name}; of none, no name. Entries are read in a role that reads no accounts."""
    named = User.objects.filter(pk__in={each for each in accounts if each is not None})
    return {None: "", **dict(named.values_list("pk", "name"))}
