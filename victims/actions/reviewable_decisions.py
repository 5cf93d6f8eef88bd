"""The decisions for which a victim could ask for a review, from the record of the case."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from cases.models import (
    ChargeStop,
    CourtFact,
    Decision,
    StopKind,
    Suspect,
    Verdict,
)
from cases.queries.areas_of_case import areas_ever
from cases.states import CHARGE_STATES, DISPOSAL_STATES, NOT_CHARGED_STATES, UNSENT_STATES, State
from cases.statuses import DecisionStatus
from people.access.row_security import for_purpose
from timeliness.calendar import london_day
from victims.actions.court_outcomes import court_outcomes_about
from victims.actions.decision_facts import DecisionFacts
from victims.actions.police_decisions import (
    PoliceDecision,
    police_decisions_in_force,
    reopened_investigations,
)
from victims.models import ContactOutcome, NewsTold, Told, VictimRecord
from victims.queries.consent_sharing import allegations_of_victim
from victims.queries.left_out import says_nothing_of_victim, with_is_about_others
from victims.queries.news_told import NEWS_ON_ITS_WAY, news_that_reached_victim
from victims.queries.stopped_charges import ChargesOfVictim, charges_of_victim, stops_in_force
from victims.vrr_rules import ReviewableDecision

POLICE_DECISIONS = (
    ReviewableDecision.POLICE_NO_CHARGE, ReviewableDecision.POLICE_OTHER_CHARGE,
    ReviewableDecision.POLICE_OUT_OF_COURT,
)  # fmt: skip
STOPPED_DECISIONS = (
    ReviewableDecision.CPS_DISCONTINUED, ReviewableDecision.CPS_NO_EVIDENCE,
    ReviewableDecision.CPS_ON_FILE,
)  # fmt: skip
# The CPS scheme lists them so: to discontinue, or withdraw in the magistrates' court, all charges;
# to offer no evidence; and to leave all to lie on the file.
DECISION_OF_STOP: dict[str, ReviewableDecision] = {
    StopKind.DISCONTINUED: ReviewableDecision.CPS_DISCONTINUED,
    StopKind.WITHDRAWN: ReviewableDecision.CPS_DISCONTINUED,
    StopKind.ON_FILE: ReviewableDecision.CPS_ON_FILE,
    StopKind.NO_EVIDENCE: ReviewableDecision.CPS_NO_EVIDENCE,
}
# The news items that tell of each decision. A VRR request records the first of them that meets a
# duty to this victim; the first of all, where none does.
NEWS_BY_DECISION = {
    ReviewableDecision.POLICE_NO_CHARGE: (NewsTold.NFA, NewsTold.NOT_INVESTIGATED),
    ReviewableDecision.POLICE_OTHER_CHARGE: (NewsTold.CHARGE, NewsTold.CHARGED),
    ReviewableDecision.POLICE_OUT_OF_COURT: (NewsTold.NFA, NewsTold.NOT_INVESTIGATED),
    ReviewableDecision.CPS_NO_CHARGE: (NewsTold.NFA,),
    # A victim whom a disposal leaves out, or about whom no charge is, is told of no charge: NFA.
    ReviewableDecision.CPS_OUT_OF_COURT: (NewsTold.DISPOSAL, NewsTold.NFA),
    ReviewableDecision.CPS_LESS_CHARGED: (NewsTold.CHARGE, NewsTold.CHARGED, NewsTold.NFA),
    ReviewableDecision.CPS_DISCONTINUED: (NewsTold.STOPPED,),
    ReviewableDecision.CPS_NO_EVIDENCE: (NewsTold.STOPPED,),
    ReviewableDecision.CPS_ON_FILE: (NewsTold.STOPPED,),
    ReviewableDecision.CPS_MEANS_TO_STOP: (NewsTold.STOPPED,),
}
TOLD_TO_OTHERS_AS_NO_CHARGE = (
    ReviewableDecision.CPS_OUT_OF_COURT, ReviewableDecision.CPS_LESS_CHARGED,
)  # fmt: skip


@dataclass(frozen=True)
class ReviewableSuspect:
    """
    {decision: facts} of what a VRR request about one suspect may be about; empty if nothing.
    been_in: the CPS Areas in which units that had the case have ever been, also before they had it.
    """

    suspect: Suspect
    decisions: dict[ReviewableDecision, DecisionFacts]
    is_charged_in_part: bool
    been_in: tuple[str, ...]


def _alleged_suspects(record: VictimRecord, side: str | None) -> QuerySet[Suspect]:
    """The suspects of the victim's allegations that a side knows."""
    alleged = allegations_of_victim(record.pk, case=record.case_id, sides=["", side])
    rows = Suspect.objects.unscoped("whom a victim's allegations are about")
    return rows.filter(pk__in=alleged.values("suspect"), only_side__in=["", side])


@for_purpose("what a victim may ask to be reviewed")
def reviewable_decisions_of_victim(
    record: VictimRecord, *, side: str | None
) -> list[ReviewableSuspect]:
    """The reviewable decisions about each suspect that the side knows, by suspect number."""
    suspects = _suspects_with_news(_alleged_suspects(record, side), record)
    ended = court_outcomes_about(record, suspects)
    laid = charges_of_victim(record.victim_id, [each for each in suspects if each.has_stops])
    over = {pk for pk, mine in laid.items() if mine.have_ended}
    charged = {each.pk for each in suspects if _has_live_charge(each, ended)} - over
    by_cps = [each for each in suspects if each.state != State.CLOSED]
    live = Decision.objects.unscoped("the decisions in force").filter(
        suspect__in=by_cps, status=DecisionStatus.LIVE
    )
    told_apart = with_is_about_others(live, record.victim_id)
    decided = {decision.suspect_id: decision for decision in told_apart}
    closed = police_decisions_in_force(suspects)
    return [
        _reviewable_suspect(
            suspect, decided.get(suspect.pk), closed.get(suspect.pk), ended.get(suspect.pk),
            charged - {suspect.pk}, laid.get(suspect.pk, ChargesOfVictim()),
            is_left_out=suspect.pk in decided and decided[suspect.pk].is_about_others,
        )
        for suspect in suspects
    ]  # fmt: skip


def _suspects_with_news(rows: QuerySet[Suspect], record: VictimRecord) -> list[Any]:
    """Suspects by number, each with the news the victim was told and the news on its way."""
    told = Told.objects.unscoped("what a victim was told").filter(
        contact__record=record.pk, suspect=OuterRef("pk")
    )
    sent = told.filter(NEWS_ON_ITS_WAY).order_by("contact__contacted_at", "pk")
    told = news_that_reached_victim(told)
    rows = (
        rows.select_related("police_unit", "cps_unit")
        .distinct()
        .annotate(
            told_of=ArraySubquery(told.values("what")),
            told_at=ArraySubquery(told.values("reached_at")),
            told_by=ArraySubquery(told.values("sending")),
            told_in=ArraySubquery(told.values("contact__outcome")),
            told_entered=ArraySubquery(told.values("contact__at")),
            has_stops=Exists(stops_in_force(OuterRef("pk"))),
            was_reopened=Exists(reopened_investigations(OuterRef("pk"))),
            been_in=ArraySubquery(areas_ever(record.case)),
            sent_of=ArraySubquery(sent.values("what")),
            sent_at=ArraySubquery(sent.values("contact__contacted_at")),
            sent_entered=ArraySubquery(sent.values("contact__at")),
        )
    )
    return list(rows.order_by("number"))


def _has_live_charge(suspect: Suspect, ended: Mapping[UUID, CourtFact]) -> bool:
    """Whether a charge is in force: laid, and not stopped in court."""
    fact = ended.get(suspect.pk)
    return suspect.state in CHARGE_STATES and not (fact and fact.result == Verdict.STOPPED)


def _reviewable_suspect(
    suspect: Any,
    decision: Decision | None,
    closed: PoliceDecision | None,
    fact: CourtFact | None,
    others_charged: Collection[UUID],
    laid: ChargesOfVictim,
    *,
    is_left_out: bool,
) -> ReviewableSuspect:
    """is_left_out: the decision in force is a disposal or a charge that is about other victims."""
    found = _decisions_to_stop(laid)
    if not found or laid.is_set_aside:
        found = _decisions_of_suspect(suspect, decision, closed, fact, laid) | found
    decisions = {}
    for reviewed, made in found.items():
        whats = _news_of_decision(reviewed, is_left_out=is_left_out)
        earlier = laid if reviewed in STOPPED_DECISIONS else ChargesOfVictim()
        decisions[reviewed] = replace(
            made,
            told=_days_told(suspect, whats, earlier),
            sent=_days_sent(suspect, whats, earlier),
            entered=_days_entered(suspect, whats, earlier),
        )
    return ReviewableSuspect(suspect, decisions, bool(others_charged), tuple(suspect.been_in))


def _news_of_decision(reviewed: ReviewableDecision, *, is_left_out: bool) -> tuple[NewsTold, ...]:
    """
    The news that tells this victim of a decision, from which the time to ask counts.

    A disposal or a charge is told as one to a victim whom it is about, and as no charge to the
    others: the other news is about something else, whenever it came.
    """
    if reviewed not in TOLD_TO_OTHERS_AS_NO_CHARGE:
        return NEWS_BY_DECISION[reviewed]
    if is_left_out:
        return (NewsTold.NFA,)
    return tuple(each for each in NEWS_BY_DECISION[reviewed] if each != NewsTold.NFA)


def _days_told(
    suspect: Any, whats: Collection[str], laid: ChargesOfVictim
) -> tuple[tuple[date, bool], ...]:
    """
    (day, by letter only) of each time any of these news items is known to have been told.

    laid: charges that were stopped: what was told of an earlier stop than the last is left out.
    """
    told = zip(suspect.told_of, suspect.told_at, suspect.told_by, suspect.told_entered, strict=True)
    return tuple(
        (london_day(at), bool(sending)) for what, at, sending, entered_at in told
        if what in whats and not laid.is_before_the_last(entered_at)
    )  # fmt: skip


def _days_entered(
    suspect: Any, whats: Collection[str], laid: ChargesOfVictim
) -> tuple[tuple[date, datetime], ...]:
    """(day, when it was recorded) of each telling, without those that a VRR request recorded."""
    told = zip(suspect.told_of, suspect.told_at, suspect.told_in, suspect.told_entered, strict=True)
    return tuple(
        (london_day(at), entered_at)
        for what, at, outcome, entered_at in told
        if what in whats and outcome != ContactOutcome.REPORTED
        and not laid.is_before_the_last(entered_at)
    )  # fmt: skip


def _days_sent(
    suspect: Any, whats: Collection[str], laid: ChargesOfVictim
) -> tuple[tuple[date], ...]:
    """(day,) of each time any of these was sent and is not known to have arrived."""
    sent = zip(suspect.sent_of, suspect.sent_at, suspect.sent_entered, strict=True)
    return tuple(
        (london_day(at),) for what, at, entered_at in sent
        if what in whats and not laid.is_before_the_last(entered_at)
    )  # fmt: skip


def _decisions_to_stop(laid: ChargesOfVictim) -> dict[ReviewableDecision, DecisionFacts]:
    """
    The decisions by which all charges about the victim were stopped; none while one goes on.

    Each has the deciders of all of them: nobody who stopped a charge about the victim reviews
    that charges about the victim were stopped.
    """
    ended = [each for each in laid.stops if each.kind in DECISION_OF_STOP]  # others go on
    by_decision = defaultdict[ReviewableDecision, list[ChargeStop]](list)
    for stop in ended if laid.have_ended else []:
        by_decision[DECISION_OF_STOP[stop.kind]].append(stop)
    return {
        reviewed: DecisionFacts(
            stops[0].decision, max(each.ended_on for each in stops),
            max(each.in_force_at for each in stops), laid.deciders, stop=stops[-1],
        )
        for reviewed, stops in by_decision.items()
    }  # fmt: skip


def _decisions_of_suspect(
    suspect: Any,
    decision: Decision | None,
    closed: PoliceDecision | None,
    fact: CourtFact | None,
    laid: ChargesOfVictim,
) -> dict[ReviewableDecision, DecisionFacts]:
    """
    suspect: one of _suspects_with_news(). decision, closed: those in force. fact: the court
    outcome, or None. laid: what the CPS stopped before the court stopped the rest: whoever did that
    does not review it, and how the rest was stopped is not recorded.
    """
    if closed:
        facts = DecisionFacts(
            None, london_day(closed.decided_at), closed.decided_at, closed.deciders,
            is_interviewed=closed.is_interviewed,
        )  # fmt: skip
        return {ReviewableDecision.POLICE_NO_CHARGE: facts}
    if suspect.state in UNSENT_STATES and suspect.was_reopened:
        return {}  # what the police had decided is set aside, and the next is a report again
    if suspect.state in UNSENT_STATES:
        return dict.fromkeys(POLICE_DECISIONS, DecisionFacts())
    if suspect.state in NOT_CHARGED_STATES:
        return {ReviewableDecision.CPS_NO_CHARGE: _decision_facts(decision)}
    if suspect.state in DISPOSAL_STATES:
        return {ReviewableDecision.CPS_OUT_OF_COURT: _decision_facts(decision)}
    if suspect.state not in CHARGE_STATES | {State.STOPPED} or says_nothing_of_victim(decision):
        return {}
    if fact and fact.result == Verdict.STOPPED:
        facts = DecisionFacts(decided_on=fact.on, deciders=laid.deciders)
        return dict.fromkeys(STOPPED_DECISIONS, facts)
    less = {ReviewableDecision.CPS_LESS_CHARGED: _decision_facts(decision)}
    if fact or suspect.state == State.STOPPED:
        return less
    return {ReviewableDecision.CPS_MEANS_TO_STOP: DecisionFacts(), **less}


def _decision_facts(decision: Decision | None) -> DecisionFacts:
    assert decision is not None
    named = (*decision.authors, decision.by_id, decision.read_by_id)
    deciders = {person for person in named if person is not None}
    decided_at = decision.read_at or decision.at
    return DecisionFacts(decision, london_day(decided_at), decided_at, tuple(sorted(deciders)))
