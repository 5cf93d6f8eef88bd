"""
Which charges a court fact is about.

Everything that asks it asks here; in SQL, charge_was_laid_by() of cases/sql/court_facts.sql says
which charges there were.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from cases.models import HEARING_KINDS, CourtFact, Decision, LaidCharge, ReportedCharge, Suspect
from cases.queries.same_charges import (
    first_in_place,
    first_laid_at,
    first_recorded_at,
    same_charges,
)

WHY = "which charges it is about in court"


def charges_of_facts(
    suspect: Suspect, keys: Mapping[int, int] | None = None
) -> dict[UUID, set[int]]:
    """
    {id of each court fact of a suspect: keys of the charges that it is about}, of all decisions to
    charge, those that were corrected or void too.

    One that names none is about every charge that was laid when it was first recorded: neither one
    that the police reported later, nor one that the CPS put in the place of another later, or on a
    later day. A hearing or trial that was only listed, and a custody time limit, are of those laid
    since too. keys: which charge is which; same_charges() where nothing is said.
    """
    keys = keys or same_charges(suspect)
    rows = CourtFact.objects.unscoped(WHY).filter(suspect=suspect).prefetch_related("about")
    facts = list(rows)
    reports = _reports_of(suspect)
    recorded = first_recorded_at(facts)
    found = {}
    for fact in facts:
        named = {row.charge_id for row in fact.about.all()}
        of_decision = reports.get(fact.decision_id, [])
        found[fact.pk] = {
            keys[charge] for charge in named or _laid_by_then(fact, recorded[fact.pk], of_decision)
        }
    return found


def charges_meant(
    about: Iterable[LaidCharge], decision: Decision, instead_of: CourtFact | None,
    keys: Mapping[int, int],
) -> set[int]:  # fmt: skip
    """
    Keys of the charges that a fact is to be about: those named, else those of the fact that it
    corrects, else all of the newest report.
    """
    if named := {keys[row.pk] for row in about}:
        return named
    if instead_of:
        return charges_of_facts(decision.suspect, keys)[instead_of.pk]
    reports = _reports_of(decision.suspect)[decision.pk]
    return {keys[row.pk] for row in reports[-1].charges.all()}


def laid_after(fact: CourtFact) -> set[int]:
    """
    Keys of the charges that were laid after a fact was first recorded; none for what was only
    listed.

    What is put in the place of a charge was laid when that was.
    """
    if not _is_of_then(fact):
        return set()
    suspect = fact.decision.suspect
    keys = first_in_place(suspect)
    facts = CourtFact.objects.unscoped(WHY).filter(decision=fact.decision)
    recorded, laid_at = first_recorded_at(facts)[fact.pk], first_laid_at(suspect, keys)
    return {charge for charge, key in keys.items() if laid_at[key] > recorded}


def _is_of_then(fact: CourtFact) -> bool:
    return fact.kind not in HEARING_KINDS or fact.took_place


def _reports_of(suspect: Suspect) -> dict[UUID, list[ReportedCharge]]:
    """{decision: its reports in order, with their charges}. Two queries."""
    rows = ReportedCharge.objects.unscoped(WHY).filter(decision__suspect=suspect)
    found: dict[UUID, list[ReportedCharge]] = {}
    for report in rows.order_by("number").prefetch_related("charges__altered_by"):
        found.setdefault(report.decision_id, []).append(report)
    return found


def _laid_by_then(
    fact: CourtFact, recorded: datetime, reports: Sequence[ReportedCharge]
) -> Collection[int]:
    """Ids of the charges of a fact that names none. reports: of its decision, in order."""
    if not reports:
        return []
    if fact.is_limit or not _is_of_then(fact):
        return [row.pk for row in reports[-1].charges.all()]
    then = [each for each in reports if each.at <= recorded] or reports[:1]
    return [
        row.pk for row in then[-1].charges.all()
        if row.altered_by is None
        or (row.altered_by.ended_on <= fact.on and row.altered_by.in_force_at <= recorded)
    ]  # fmt: skip
