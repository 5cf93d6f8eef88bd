"""The list of hearings to come, for whoever tells victims: one row a victim, the next day first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func

from cases.desk.queries.hearings import KINDS_SQL, TODAY_SQL
from cases.models import HEARING_KINDS, CourtFact
from cases.statuses import DecisionStatus
from people.access.worklists import Worklist
from people.text.dates import format_day_near
from timeliness.calendar import LONDON, london_day
from victims.models import VictimRecord

HEARINGS_PURPOSE = "the hearings to come of which a victim is told"
AHEAD_SQL = f"""
    FROM cases_suspect suspect
    JOIN cases_courtfact fact ON fact.suspect_id = suspect.id
    JOIN cases_decision decision ON decision.id = fact.decision_id AND decision.status = 'LIVE'
    WHERE suspect.case_id = victims_victimrecord.case_id
        AND suspect.hearings_until >= {TODAY_SQL}
        AND fact.is_current AND NOT fact.is_void AND fact.kind IN ({KINDS_SQL})
        AND fact."on" >= {TODAY_SQL}
        AND hearing_is_about(fact.id, victims_victimrecord.id)"""
NEXT_DAY_SQL = f"""(SELECT min(fact."on")::timestamp AT TIME ZONE '{LONDON.key}' {AHEAD_SQL})"""
HEARINGS_WORKLIST = Worklist(
    VictimRecord,
    columns=("case_id", "case__urn", "number", "liaison_officer__name", "contact_officer__name"),
    listed=f"EXISTS (SELECT {AHEAD_SQL})", order=NEXT_DAY_SQL,
)  # fmt: skip


@dataclass(frozen=True)
class HearingsRow:
    """A victim with hearings to come: a reference, who contacts them, and (day, what, court)."""

    pk: UUID
    urn: str
    number: int
    officers: str
    hearings: list[tuple[str, str, str]]


def hearings_rows(rows: Sequence[tuple[Any, ...]], *, at: datetime) -> list[HearingsRow]:
    """The rows of the worklist as the page shows them. One query."""
    ahead = _hearings_ahead([row[0] for row in rows], london_day(at))
    return [
        HearingsRow(pk, urn, number, ", ".join(filter(None, [contact, liaison])), ahead.get(pk, []))
        for pk, _case, urn, number, liaison, contact, _listed_at in rows
    ]


def _hearings_ahead(victims: Iterable[UUID], today: date) -> dict[UUID, list[tuple[str, str, str]]]:
    """
    {victim: [(day, what, which court)]}, the next first.

    What a hearing is for is the prosecutor's text about the case, and left out.
    """
    is_about = Func(F("pk"), F("victim"), function="hearing_is_about", output_field=BooleanField())
    facts = CourtFact.objects.unscoped(HEARINGS_PURPOSE).annotate(victim=F("case__victims"))
    facts = facts.filter(
        is_about, victim__in=victims, decision__status=DecisionStatus.LIVE, is_current=True,
        is_void=False, kind__in=HEARING_KINDS, on__gte=today,
    )  # fmt: skip
    found: dict[UUID, list[tuple[str, str, str]]] = {}
    for fact in facts.order_by("on", "at"):
        told = format_day_near(fact.on, today), fact.get_kind_display(), fact.court
        found.setdefault(fact.victim, []).append(told)
    return found
