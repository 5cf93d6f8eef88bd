"""Who has looked at a victim's record, as those who lead a unit may know it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from cases.case_access.queries.who_reads import DAYS_SHOWN
from people.access import audit_queries
from people.access.scopes import Scope
from people.models import Side
from victims.models import Reveal, VictimRecord


@dataclass(frozen=True)
class VictimLook:
    """
    How often a person opened or changed something of a victim's record, and when last.

    reveals: how often they were shown who the victim is.
    """

    name: str
    agency: str
    times: int
    reveals: int
    last: datetime


@dataclass(frozen=True)
class VictimLooks:
    """Who has looked: one's own side by name, of the other how many people."""

    own_side: list[VictimLook]
    others: int


def looks_at_victim(record: VictimRecord, scope: Scope) -> VictimLooks:
    """Who has opened a page of it in the last DAYS_SHOWN days, latest first. Two queries."""
    since = scope.at - timedelta(days=DAYS_SHOWN)
    rows = audit_queries.lookers_at_row(
        record.pk, case_id=record.case_id, kind=VictimRecord._meta.label,
        sides=(Side.POLICE, Side.CPS), since=since,
    )  # fmt: skip
    shown = Reveal.objects.for_scope(scope).filter(record=record, at__gte=since).values("by")
    reveals = dict(shown.annotate(times=Count("pk")).values_list("by", "times"))
    own = [
        VictimLook(name, agency, times, reveals.get(person, 0), last)
        for person, side, name, agency, times, last in rows
        if side == scope.side
    ]
    return VictimLooks(own, len(rows) - len(own))
