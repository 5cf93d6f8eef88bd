"""The list of hearings to come, for whoever tells victims: one row a victim, the next day first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef

from cases.models import HEARING_KINDS, CourtFact, LaidCharge, StoppedCount
from cases.statuses import DecisionStatus, StopStatus
from people.access.worklists import Worklist
from people.text.dates import format_day_near
from timeliness.calendar import LONDON, london_day
from victims.models import VictimRecord
from victims.queries.left_out import of_newest_report

HEARINGS_PURPOSE = "the hearings to come of which a victim is told"
KINDS_SQL = ", ".join(f"'{kind.value}'" for kind in HEARING_KINDS)
# Hearings to come about a charge that concerns the victim, and that was not stopped meanwhile.
AHEAD_SQL = f"""
    FROM cases_suspect suspect
    JOIN cases_courtfact fact ON fact.suspect_id = suspect.id
    JOIN cases_decision decision ON decision.id = fact.decision_id AND decision.status = 'LIVE'
    WHERE suspect.case_id = victims_victimrecord.case_id
        AND suspect.hearings_until >= london_day(%(at)s::timestamptz)
        AND fact.is_current AND NOT fact.is_void AND fact.kind IN ({KINDS_SQL})
        AND fact."on" >= london_day(%(at)s::timestamptz)
        AND court_fact_is_about(fact.id, victims_victimrecord.id)
        AND EXISTS (
            SELECT FROM cases_reportedcharge report
            JOIN cases_laidcharge laid ON laid.report_id = report.id
            WHERE report.decision_id = decision.id AND laid.victim_id = victims_victimrecord.id
                AND NOT EXISTS (
                    SELECT FROM cases_reportedcharge newer
                    WHERE newer.decision_id = decision.id AND newer.number > report.number
                ) AND NOT EXISTS (
                    SELECT FROM cases_stoppedcount ended
                    JOIN cases_chargestop stop ON stop.id = ended.stop_id
                    WHERE ended.laid_id = laid.id AND ended.is_current AND stop.status = 'IN_FORCE'
                )
        )"""  # noqa: S608 - names are our own
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
    is_about = Func(
        F("pk"), F("victim"), function="court_fact_is_about", output_field=BooleanField()
    )
    ended = StoppedCount.objects.filter(
        laid=OuterRef("pk"), is_current=True, stop__status=StopStatus.IN_FORCE
    )
    laid = of_newest_report(LaidCharge.objects.filter(~Exists(ended))).filter(
        report__decision=OuterRef("decision"), victim=OuterRef("victim")
    )
    facts = CourtFact.objects.unscoped(HEARINGS_PURPOSE).annotate(victim=F("case__victims"))
    facts = facts.filter(
        is_about, Exists(laid), victim__in=victims, decision__status=DecisionStatus.LIVE,
        is_current=True, is_void=False, kind__in=HEARING_KINDS, on__gte=today,
    )  # fmt: skip
    found: dict[UUID, list[tuple[str, str, str]]] = {}
    for fact in facts.order_by("on", "at"):
        told = format_day_near(fact.on, today), fact.get_kind_display(), fact.court
        found.setdefault(fact.victim, []).append(told)
    return found
