"""The first custody time limit of a suspect that ends, of those that are recorded."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from cases.actions.custody_ends import update_custody_clock
from cases.actions.open_case_action import save_next_version
from cases.models import (
    CourtFact,
    CourtFactKind,
    Custody,
    Decision,
    DecisionKind,
    LaidCharge,
    Plea,
    ReportedCharge,
    Suspect,
)
from cases.models.court_fact import LimitEnd
from cases.queries.same_charges import replacements, same_charges
from cases.statuses import DecisionStatus, StopStatus
from people.access.scopes import Scope


def update_first_limit(suspect: Suspect) -> bool:
    """
    Set when the first custody time limit of a suspect ends, as recorded now. Returns whether that
    changed it; the caller saves the suspect and moves the clock.

    Only what is recorded of the decision to charge in force counts; without one there is no limit.
    Of a charge that goes on, the limit that the CPS recorded of it counts; while one has none, the
    day that the police recorded of the suspect, which may be that charge's. What is recorded is
    never replaced: a limit that is void, or of a charge that ended, leaves the others as they are.
    A limit of a charge that was replaced is of the one in its place too, as of any other offence of
    the indictment (reg. 5(2) of the Regulations of 1987, as made).
    """
    before = suspect.first_limit_ends_on
    suspect.first_limit_ends_on = min(_limits_that_count(suspect), default=None)
    return suspect.first_limit_ends_on != before


def follow_limits(suspect: Suspect, verb: str, *, by: Scope, at: datetime) -> None:
    """Do so and save a locked suspect, once a limit or what goes on has changed."""
    if update_first_limit(suspect):
        update_custody_clock(suspect, at=at)
        save_next_version(suspect, verb, by=by, at=at)


def _limits_that_count(suspect: Suspect) -> list[date]:
    decision = Decision.objects.unscoped("whether there is a charge").filter(
        suspect=suspect, kind=DecisionKind.CHARGE, status=DecisionStatus.LIVE
    )
    if suspect.custody != Custody.REMANDED or not decision.exists():
        return []
    of_police = [suspect.custody_limit_ends_on] if suspect.custody_limit_ends_on else []
    facts = _facts_in_court(suspect)
    limits = [fact for fact in facts if fact.kind == CourtFactKind.CUSTODY_LIMIT]
    if not limits:
        return of_police
    keys, replaced = same_charges(suspect), replacements(suspect)
    laid, going_on = _charges_of_newest_report(suspect, facts, keys)
    ends, without_limit, of_others = [], set(going_on), []
    for fact in limits:
        about = _charges_of_fact(fact, laid, keys)  # and of what is in their place: reg. 5(2)
        while more := {new for key in about for new in replaced.get(key, ())} - about:
            about |= more
        if about & going_on:
            without_limit -= about
            ends += [] if fact.result == LimitEnd.ENDED else [fact.on]
        elif fact.result != LimitEnd.ENDED and not about & laid:
            of_others.append(fact.on)  # the newest report has another charge in its place, or none
    return ends + (of_police + of_others if without_limit else [])


def _facts_in_court(suspect: Suspect) -> list[CourtFact]:
    rows = CourtFact.objects.unscoped("what is recorded of the charges").filter(
        suspect=suspect, decision__status=DecisionStatus.LIVE, is_current=True, is_void=False
    )
    return list(rows.prefetch_related("about"))


def _charges_of_newest_report(
    suspect: Suspect, facts: Iterable[CourtFact], keys: Mapping[int, int]
) -> tuple[set[int], set[int]]:
    """
    Keys of the charges that the police reported last, and of those of them that go on to trial.

    A charge does no longer once it was stopped, has an outcome or a plea of guilty, or its trial
    has begun: one that took place, and not one that was only listed.
    """
    reports = ReportedCharge.objects.unscoped("the charges that go on").filter(
        decision__suspect=suspect, decision__status=DecisionStatus.LIVE
    )
    rows = LaidCharge.objects.filter(report=reports.order_by("number").last())
    laid = set(rows.values_list("pk", flat=True))
    stopped = rows.filter(stopped__stop__status=StopStatus.IN_FORCE)
    going_on = laid - set(stopped.values_list("pk", flat=True))
    for fact in facts:
        if _ends_limit(fact):
            going_on -= _charges_of_fact(fact, laid, keys)
    return laid, going_on


def _ends_limit(fact: CourtFact) -> bool:
    has_begun = fact.kind == CourtFactKind.TRIAL and fact.took_place
    return fact.kind == CourtFactKind.OUTCOME or fact.result == Plea.GUILTY or has_begun


def _charges_of_fact(fact: CourtFact, laid: set[int], keys: Mapping[int, int]) -> set[int]:
    """Keys, in the last report that has them, of the charges of a fact; none named: of all."""
    return {keys[row.charge_id] for row in fact.about.all()} or laid
