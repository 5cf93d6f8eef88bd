"""How the charges about a victim ended in court."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from cases.models import (
    CourtFact,
    CourtFactKind,
    LaidCharge,
    ReportedCharge,
    StoppedCount,
    Suspect,
    Verdict,
)
from cases.queries.charges_of_facts import charges_of_facts
from cases.statuses import DecisionStatus, StopStatus
from victims.models import VictimRecord
from victims.queries.court_facts import is_about_victim

OUTCOME_PURPOSE = "how it ended in court"


def court_outcomes_about(
    record: VictimRecord, suspects: Iterable[Suspect]
) -> dict[UUID, CourtFact]:
    """
    {suspect: court outcome} of the suspects who have one about this victim, of the decision to
    charge in force.

    The charges about them were stopped only where all were that the CPS had not stopped or
    replaced: another outcome goes first, and there is none while one of them goes on.
    """
    rows = CourtFact.objects.unscoped(OUTCOME_PURPOSE).filter(
        is_about_victim(record.victim_id), suspect__in=suspects, kind=CourtFactKind.OUTCOME,
        decision__status=DecisionStatus.LIVE, is_current=True, is_void=False,
    )  # fmt: skip
    found: dict[UUID, list[CourtFact]] = {}
    for fact in rows.select_related("suspect"):
        found.setdefault(fact.suspect_id, []).append(fact)
    outcomes = {suspect: _outcome_of_all(facts, record) for suspect, facts in found.items()}
    return {suspect: fact for suspect, fact in outcomes.items() if fact}


def _outcome_of_all(facts: Sequence[CourtFact], record: VictimRecord) -> CourtFact | None:
    """One outcome of the charges about a victim, from the outcomes of some of them each."""
    for fact in facts:
        if fact.result != Verdict.STOPPED:
            return fact
    about = charges_of_facts(facts[0].suspect)
    stopped = {key for fact in facts for key in about[fact.pk]}
    reports = ReportedCharge.objects.unscoped(OUTCOME_PURPOSE)
    newest = reports.filter(decision=facts[0].decision_id).order_by("number").last()
    ended = StoppedCount.objects.filter(is_current=True, stop__status=StopStatus.IN_FORCE)
    theirs = LaidCharge.objects.filter(report=newest, victim=record.victim_id).exclude(
        pk__in=ended.values("laid")
    )
    return facts[-1] if set(theirs.values_list("pk", flat=True)) <= stopped else None
