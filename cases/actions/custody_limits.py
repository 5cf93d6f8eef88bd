"""The first custody time limit of a suspect that ends, of those that are recorded."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

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
    StopKind,
    Suspect,
)
from cases.models.court_fact import LimitEnd
from cases.queries.charges_of_facts import charges_of_facts, laid_after
from cases.queries.same_charges import replacements
from cases.statuses import DecisionStatus, StopStatus
from people.access.scopes import Scope
from people.models.nullable import not_null


def update_first_limit(suspect: Suspect) -> bool:
    """
    Set when the first custody time limit of a suspect ends, as recorded now. Returns whether that
    changed it; the caller saves the suspect and moves the clock.

    Only what is recorded of the decision to charge in force counts; without one there is no limit.
    Of a charge that goes on, the limit that the CPS recorded of it counts; while one has none, the
    day that the police recorded of the suspect, which may be that charge's. What is recorded is
    never replaced: a limit that is void, or of a charge that ended, leaves the others as they are.
    A limit of a charge that was replaced is of the one in its place too, as of any other offence of
    the indictment (reg. 5(2) of the Regulations of 1987, as made). One of all charges is of one
    that was laid later too, until that has a limit of its own; a plea, a trial or an outcome of all
    charges is not of it. A further charge has none that ended before the day on which it was
    laid, of the court or of the police.
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
    limits = [fact for fact in _that_count(facts) if fact.kind == CourtFactKind.CUSTODY_LIMIT]
    replaced, about_of = replacements(suspect), charges_of_facts(suspect)
    added_on = _days_of_further_charges(suspect, replaced)
    laid, going_on = _charges_of_newest_report(suspect, facts, about_of)
    if not limits and not going_on:
        return of_police  # not reported yet
    own = {key for fact in limits if fact.about.all() for key in about_of[fact.pk]}
    ends, without_limit, of_others = [], set(going_on), []
    for fact in limits:
        about = about_of[fact.pk]  # and of what is in their place: reg. 5(2)
        if not fact.about.all():
            about = about - (laid_after(fact) & own)
            about = {key for key in about if added_on.get(key, fact.on) <= fact.on}
        about = _with_replacements(about, replaced)
        if about & going_on:
            without_limit -= about
            ends += [] if fact.result == LimitEnd.ENDED else [fact.on]
        elif fact.result != LimitEnd.ENDED and not about & laid:
            of_others.append(fact.on)  # the newest report has another charge in its place, or none
    days = of_police + of_others
    return ends + [d for d in days if any(added_on.get(key, d) <= d for key in without_limit)]


def _days_of_further_charges(
    suspect: Suspect, replaced: Mapping[int, Iterable[int]]
) -> dict[int, date]:
    """
    {key of each further charge, and of what was put in its place: the day on which it was laid}.

    replaced: replacements() of the suspect.
    """
    rows = LaidCharge.objects.filter(
        report__decision__suspect=suspect, altered_by__kind=StopKind.FURTHER
    ).select_related("altered_by")
    return {
        key: not_null(row.altered_by).ended_on
        for row in rows
        for key in _with_replacements({row.pk}, replaced)
    }


def _facts_in_court(suspect: Suspect) -> list[CourtFact]:
    """The court facts of the decision in force, those that were corrected or void too."""
    rows = CourtFact.objects.unscoped("what is recorded of the charges").filter(
        suspect=suspect, decision__status=DecisionStatus.LIVE
    )
    return list(rows.prefetch_related("about"))


def _charges_of_newest_report(
    suspect: Suspect, facts: Iterable[CourtFact], about_of: Mapping[UUID, set[int]]
) -> tuple[set[int], set[int]]:
    """
    Keys of the charges that the police reported last, and of those of them that go on to trial.

    A charge does no longer once it was stopped, has an outcome or a plea of guilty, or its trial
    has begun: one that took place, and not one that was only listed. A trial goes on with what is
    put in the place of one of its charges. about_of: charges_of_facts() of the suspect.
    """
    reports = ReportedCharge.objects.unscoped("the charges that go on").filter(
        decision__suspect=suspect, decision__status=DecisionStatus.LIVE
    )
    rows = LaidCharge.objects.filter(report=reports.order_by("number").last())
    laid = set(rows.values_list("pk", flat=True))
    stopped = rows.filter(stopped__is_current=True, stopped__stop__status=StopStatus.IN_FORCE)
    going_on = laid - set(stopped.values_list("pk", flat=True))
    replaced = replacements(suspect)
    for fact in _that_count(facts):
        if _ends_limit(fact):
            about = about_of[fact.pk]
            is_trial = fact.kind == CourtFactKind.TRIAL  # which goes on with what takes its place
            going_on -= _with_replacements(about, replaced) if is_trial else about
    return laid, going_on


def _that_count(facts: Iterable[CourtFact]) -> list[CourtFact]:
    return [fact for fact in facts if fact.is_current and not fact.is_void]


def _ends_limit(fact: CourtFact) -> bool:
    has_begun = fact.kind == CourtFactKind.TRIAL and fact.took_place
    return fact.kind == CourtFactKind.OUTCOME or fact.result == Plea.GUILTY or has_begun


def _with_replacements(charges: set[int], replaced: Mapping[int, Iterable[int]]) -> set[int]:
    """Keys of these charges, and of all that was put in the place of one."""
    found = set(charges)
    while more := {new for key in found for new in replaced.get(key, ())} - found:
        found |= more
    return found
