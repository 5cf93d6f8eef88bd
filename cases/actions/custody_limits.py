"""The suspect's custody time limit, worked out from those of the charges."""

from datetime import datetime

from cases.actions.custody_ends import update_custody_clock
from cases.actions.open_case_action import save_next_version
from cases.models import CourtFact, CourtFactKind, Custody, LaidCharge, ReportedCharge, Suspect
from cases.statuses import DecisionStatus, StopStatus
from people.access.scopes import Scope

ChargeFacts = tuple[object, ...]  # what stays the same of a charge from one report to the next


def apply_limits_of_charges(suspect: Suspect) -> bool:
    """
    Set the end of the custody time limit of a remanded suspect to the first of those of the charges
    that go on. Returns whether that changed it; the caller saves the suspect and moves the clock.

    The limit is one of each offence (Prosecution of Offences (Custody Time Limits) Regulations 1987
    reg. 5(4), read as made); the first that ends is to be kept. A charge that was stopped, or has
    an outcome, has none any more. Where no limit of a charge was ever recorded, what the police
    recorded of the suspect stays.
    """
    facts = CourtFact.objects.unscoped("the custody time limits of the charges").filter(
        suspect=suspect, kind=CourtFactKind.CUSTODY_LIMIT, is_current=True
    )
    if suspect.custody != Custody.REMANDED or not facts.exists():
        return False
    going_on = _charges_going_on(suspect)
    ends = []
    for fact in facts.filter(is_void=False).prefetch_related("about__charge"):
        about = {_facts_of(row.charge) for row in fact.about.all()}
        if going_on & (about or going_on):
            ends.append(fact.on)
    before, suspect.custody_limit_ends_on = suspect.custody_limit_ends_on, min(ends, default=None)
    return suspect.custody_limit_ends_on != before


def follow_limits_of_charges(suspect: Suspect, verb: str, *, by: Scope, at: datetime) -> None:
    """Do so and save a locked suspect, once a limit or what goes on has changed."""
    if apply_limits_of_charges(suspect):
        update_custody_clock(suspect, at=at)
        save_next_version(suspect, verb, by=by, at=at)


def _charges_going_on(suspect: Suspect) -> set[ChargeFacts]:
    """The charges of the newest report that were not stopped and have no outcome."""
    reports = ReportedCharge.objects.unscoped("the charges that go on").filter(
        decision__suspect=suspect, decision__status=DecisionStatus.LIVE
    )
    rows = LaidCharge.objects.filter(report=reports.order_by("number").last())
    left = {_facts_of(row) for row in rows.exclude(stopped__stop__status=StopStatus.IN_FORCE)}
    outcomes = CourtFact.objects.unscoped("the charges that ended in court").filter(
        suspect=suspect, kind=CourtFactKind.OUTCOME, is_current=True, is_void=False
    )
    for fact in outcomes.prefetch_related("about__charge"):
        ended = {_facts_of(row.charge) for row in fact.about.all()}
        left -= ended or left
    return left


def _facts_of(charge: LaidCharge) -> ChargeFacts:
    return charge.victim_id, charge.offence_id, charge.from_on, charge.to_on
