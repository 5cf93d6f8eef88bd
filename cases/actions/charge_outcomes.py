"""The outcomes in court that are recorded of charges."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cases.models import CourtFact, CourtFactKind, LaidCharge, ReportedCharge, Suspect
from cases.queries.same_charges import same_charges


def outcomes_by_charge(
    suspect: Suspect, *, kinds: Collection[str] = (CourtFactKind.OUTCOME,)
) -> dict[int, set[str]]:
    """
    {key of a charge in the last report that has it: results of the outcomes recorded of it}, of
    all decisions to charge the suspect.

    An outcome that names no charge is of every charge that was reported when it was recorded.
    kinds: of the facts that are asked for; the result of a sentence is "".
    """
    facts = CourtFact.objects.unscoped("how charges ended in court").filter(
        suspect=suspect, kind__in=kinds, is_current=True, is_void=False
    )
    keys = same_charges(suspect)
    found: dict[int, set[str]] = {}
    for fact in facts.prefetch_related("about"):
        named = {row.charge_id for row in fact.about.all()}
        for charge in named or _reported_by(fact.decision_id, fact.at):
            found.setdefault(keys[charge], set()).add(fact.result)
    return found


def _reported_by(decision: UUID, at: datetime) -> set[int]:
    """Keys of the charges of the newest report on a decision at a time."""
    reports = ReportedCharge.objects.unscoped("what was charged then").filter(
        decision=decision, at__lte=at
    )
    newest = reports.order_by("number").last()
    return set(LaidCharge.objects.filter(report=newest).values_list("pk", flat=True))
