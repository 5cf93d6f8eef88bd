"""The entries that a service keeps for itself, and its log of them, for those who may read them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases.queries.before import Before, older
from people.access import Scope, standing
from victims.models import LogVerb, Need, ServiceEntry, ServiceLog, Support
from victims.permissions.support import reads_every_entry

PAGE_SIZE = 25
LINES_OF_LOG = 50  # of the service's log on one page


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it."""

    entry: ServiceEntry
    by: str
    needs: list


def page(support: Support, scope: Scope, *, before: str = "") -> tuple[list[Line], str]:
    """(the entries that the reader may read, newest first; the key of the page of older ones)."""
    rows = readable(support, scope).select_related("by")
    shown, following = older(rows, Before.parse(before), PAGE_SIZE, by="contacted_at")
    lines = [Line(row, row.by.name, [Need(code).label for code in row.needs]) for row in shown]
    return lines, following


def readable(support: Support, scope: Scope) -> QuerySet[ServiceEntry]:
    """
    Of a support that the door has let the reader see, the entries that she may read.

    The manager reads all of them; an ISVA to whom the manager did not hand on the earlier ones
    reads those that were written since.
    """
    rows = ServiceEntry.objects.for_scope(scope).filter(support=support)
    if support.entries_from is None or reads_every_entry(standing(scope, support), support):
        return rows
    return rows.filter(at__gte=support.entries_from)


def log_of(support: Support, scope: Scope) -> list[tuple[str | Promise, str, str, datetime]]:
    """[(what, by whom, to whom, when)] of the service's own log; to its managers alone."""
    if not reads_every_entry(standing(scope, support), support):
        return []
    rows = ServiceLog.objects.for_scope(scope).filter(support=support)
    rows = rows.select_related("by", "to").order_by("-at", "-pk")[:LINES_OF_LOG]
    return [
        (LogVerb(row.verb).label, row.by.name, row.to.name if row.to else "", row.at)
        for row in rows
    ]
