"""VRR requests: record, acknowledge and withdraw them. The side that decided acknowledges."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.deadlines import REVIEW_BEFORE_STOP
from cases.models import Case
from cases.queries.areas_of_case import areas_of_case
from people.access.scopes import Refused, Scope
from people.models import Side, Unit, User
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness import calendar
from timeliness.actions import clocks
from timeliness.announced_days import announced_closed_days
from victims import vrr_rules
from victims.actions import possible_deciders, reviewable_decisions
from victims.actions.decision_facts import DecisionFacts
from victims.actions.duties import recompute_case_duties
from victims.actions.open_victim_action import open_victim_action
from victims.actions.reviewable_decisions import ReviewableSuspect
from victims.actions.vrr_dates import (
    ReviewRequestFacts,
    check_request_days,
    check_step_day,
    day_told_that_counts,
)
from victims.actions.vrr_day_told import record_day_told
from victims.actions.vrr_first_requests import check_first_request
from victims.models import ReviewStep, RightToReview, VictimRecord
from victims.queries.records import victim_reference
from victims.states import REVIEW_MOVES, ReviewState
from victims.vrr_rules import ReviewableDecision

DECISION_NOT_REVIEWABLE = _("There is no such decision about this suspect now. Select another.")
DECIDER_REQUIRED = _("Select who decided.")
DECISION_DAY_REQUIRED = _("Enter the day on which it was decided.")
ACKNOWLEDGED_BEFORE_ASKED = _(
    "It cannot have been acknowledged before it was asked for, on %(day)s."
)
WITHDRAWN_BEFORE_ASKED = _("It cannot have been withdrawn before it was asked for, on %(day)s.")
LATE_WITHOUT_REASON = _(
    "A review of this decision should ordinarily be asked for by %(day)s. A later "
    "request is considered in exceptional circumstances: enter what they are, or "
    "correct the dates."
)
# Notified of a request: the leaders of the unit that decided, as (capacity, unit field).
LEADER_BY_SIDE = {
    Side.POLICE: ("supervise_cases", "police_unit"),
    Side.CPS: ("allocate_cases", "cps_unit"),
}
# The period that runs from the request, and the one from its acknowledgement.
PERIOD_ONCE_ASKED = {Side.POLICE: "vrr_police_acknowledge", Side.CPS: "vrr_cps_finish"}
PERIOD_ONCE_ACKNOWLEDGED = {Side.POLICE: "vrr_police_finish", Side.CPS: "vrr_cps_finish"}


@transaction.atomic
def ask_for_review(
    *, record: VictimRecord, by: Scope, at: datetime, number: int, reviewed: str,
    decided_on: date | None = None, decided_by: User | None = None, **facts: Any,
) -> RightToReview:  # fmt: skip
    """
    Record a VRR request: a victim asks for a decision about a suspect to be reviewed.

    number: of the suspect. decided_on, decided_by: where the case does not hold them. facts: the
    fields of ReviewRequestFacts. Where no contact in person says when the victim was told, told_on
    and told_by (a Way) are recorded as one. A request outside the scheme is stored too, with every
    reason, and it opens a duty to tell the victim. Raises Refused.
    """
    record = open_victim_action("ask_for_review", record, by=by, at=at, operation="collection")
    asked = ReviewRequestFacts(ReviewableDecision(reviewed), **facts)
    found, known = _decision_asked_about(record, number, asked.reviewed, by=by)
    known = _complete_decision_facts(known, asked.reviewed, decided_on, decided_by, record, at=at)
    if known.is_interviewed is not None:  # what the case says of it counts
        asked = replace(asked, is_interviewed=known.is_interviewed)
    check_request_days(known, asked, at=at)
    asking = replace(asked, told_on=day_told_that_counts(known, asked))
    check_first_request(record, found.suspect, known, asked.reviewed)
    unit = _deciding_unit(record.case, asking.reviewed.side)
    window = _check_time_to_ask(asking, unit)
    record_day_told(record, found.suspect, known, asking, by=by, at=at)
    reasons = vrr_rules.ineligible_reasons(_eligibility_facts(asking, found, known, record.case))
    right = _create_review_request(
        record, found, known, asking, window, reasons, said_on=asked.told_on, by=by, at=at
    )
    if not reasons:
        _hand_to_deciding_unit(right, unit, at=at)
    recompute_case_duties(case_id=record.case_id, at=at)
    return right


def _check_time_to_ask(asking: ReviewRequestFacts, unit: Unit) -> vrr_rules.TimeToAskWindow:
    """
    The time to ask. Raises Refused where it is over and no exceptional circumstances are recorded.
    """
    assert asking.told_on is not None
    window = vrr_rules.time_to_ask_window(
        asking.reviewed,
        told_on=asking.told_on,
        area=unit.area,
        extra=announced_closed_days(),
    )
    if window.ask_by and window.is_late(asking.asked_on) and not asking.exceptional_because.strip():
        raise Refused(LATE_WITHOUT_REASON % {"day": format_day(window.ask_by)}, is_stage=True)
    return window


@transaction.atomic
def acknowledge_review_request(
    *, right: RightToReview, by: Scope, at: datetime, version: int, on: date
) -> RightToReview:
    """Record that the victim was told of the receipt of the request; on: the day."""
    verb = "acknowledge_review_request"
    right = open_victim_action(verb, right, by=by, at=at, version=version)
    check_step_day(right.asked_on, on, ACKNOWLEDGED_BEFORE_ASKED, at=at)
    rule = PERIOD_ONCE_ACKNOWLEDGED[Side(right.side)]
    clock = not_null(right.clock)
    if clock.rule in PERIOD_ONCE_ASKED.values() and clock.rule != rule:
        clocks.stop_clock(clock, at=at)
        _start_request_clock(right, rule, _deciding_unit(right.case, right.side), at=at)
    return advance_review_request(right, verb, by=by.actor.id, at=at, on=on)


@transaction.atomic
def withdraw_review_request(
    *, right: RightToReview, by: Scope, at: datetime, version: int, on: date
) -> RightToReview:
    """Withdraw the request as the victim asked; on: the day on which they said so."""
    verb = "withdraw_review_request"
    right = open_victim_action(verb, right, by=by, at=at, version=version)
    check_step_day(right.asked_on, on, WITHDRAWN_BEFORE_ASKED, at=at)
    clocks.stop_clock(not_null(right.clock), at=at)
    return advance_review_request(right, verb, by=by.actor.id, at=at, on=on)


def advance_review_request(
    right: RightToReview, verb: str, *, by: int, at: datetime, on: date,
    person: User | None = None, **values: object,
) -> RightToReview:  # fmt: skip
    """Move a locked request to its next state and store the step. by: an id."""
    right.status = REVIEW_MOVES[verb][ReviewState(right.status)]
    right.version += 1
    for name, value in values.items():
        setattr(right, name, value)
    right.save(update_fields=["status", "version", "clock", *values])
    _add_request_step(right, verb, by=by, at=at, on=on, person=person)
    return right


def review_decision_day(right: RightToReview) -> date:
    """The day on which the reviewer decided."""
    steps = ReviewStep.objects.unscoped("when it was reviewed").filter(right=right)
    return steps.filter(verb="decide_review").latest("at").on


def _decision_asked_about(
    record: VictimRecord, number: int, reviewed: ReviewableDecision, *, by: Scope
) -> tuple[ReviewableSuspect, DecisionFacts]:
    for found in reviewable_decisions.reviewable_decisions_of_victim(record, side=by.side):
        if found.suspect.number == number and reviewed in found.decisions:
            return found, found.decisions[reviewed]
    raise Refused(DECISION_NOT_REVIEWABLE, is_stage=True)


def _complete_decision_facts(
    case_facts: DecisionFacts, reviewed: ReviewableDecision, decided_on: date | None,
    decided_by: User | None,
    record: VictimRecord, *, at: datetime,
) -> DecisionFacts:  # fmt: skip
    """
    The case's facts of the decision, completed from the form. Raises Refused where one is missing.
    """
    if not case_facts.deciders:
        side = reviewed.side
        people = possible_deciders.people_of_unit(
            record, side, possible_deciders.DECIDING_CAPACITIES[side], at=at
        )
        if decided_by not in people:
            raise Refused(DECIDER_REQUIRED, is_stage=True)
    if not (case_facts.decided_on or decided_on):
        raise Refused(DECISION_DAY_REQUIRED, is_stage=True)
    deciders = case_facts.deciders or (not_null(decided_by).pk,)
    return replace(case_facts, decided_on=case_facts.decided_on or decided_on, deciders=deciders)


def _deciding_unit(case: Case, side: str) -> Unit:
    unit = case.police_unit if side == Side.POLICE else case.cps_unit
    assert unit is not None
    return unit


def _eligibility_facts(
    asking: ReviewRequestFacts, found: ReviewableSuspect, case_facts: DecisionFacts, case: Case
) -> vrr_rules.EligibilityFacts:
    assert case_facts.decided_on is not None
    return vrr_rules.EligibilityFacts(
        decision=asking.reviewed, is_interviewed=bool(asking.is_interviewed),
        is_charged_in_part=found.is_charged_in_part,
        asked_not_to_proceed=asking.asked_not_to_proceed,
        has_pilot=any(
            vrr_rules.may_be_reviewed_before_stop(on=case_facts.decided_on, area=area)
            for area in _areas_of_plan(case, asking.reviewed, case_facts.decided_on)
        ),
    )  # fmt: skip


def _areas_of_plan(case: Case, reviewed: ReviewableDecision, on: date) -> list[str]:
    """Where charges are to be stopped, the Areas that the case was in on the day of the plan."""
    is_plan = reviewed == ReviewableDecision.CPS_MEANS_TO_STOP
    return areas_of_case(case, on=on) if is_plan else []


def _create_review_request(
    record: VictimRecord, found: ReviewableSuspect, case_facts: DecisionFacts,
    asking: ReviewRequestFacts,
    window: vrr_rules.TimeToAskWindow, reasons: Collection[vrr_rules.IneligibleReason], *,
    said_on: date | None, by: Scope, at: datetime,
) -> RightToReview:  # fmt: skip
    right = RightToReview.objects.unscoped("a victim asks for a review").create(
        case=record.case, record=record, suspect=found.suspect, reviewed=asking.reviewed,
        side=asking.reviewed.side, decision=case_facts.decision, stop=case_facts.stop,
        deciders=list(case_facts.deciders),
        decided_on=not_null(case_facts.decided_on), told_on=not_null(asking.told_on),
        asked_on=asking.asked_on,
        told_on_said=said_on if said_on != asking.told_on else None,
        ask_by=window.ask_by, prompt_by=window.prompt_by, ask_rule=window.rule,
        exceptional_because=asking.exceptional_because, is_interviewed=asking.is_interviewed,
        is_charged_in_part=found.is_charged_in_part,
        asked_not_to_proceed=asking.asked_not_to_proceed, reasons=list(reasons),
        status=ReviewState.NOT_ELIGIBLE if reasons else ReviewState.ASKED,
        by_id=by.actor.id, at=at,
    )  # fmt: skip
    _add_request_step(right, "ask_for_review", by=by.actor.id, at=at, on=asking.asked_on)
    return right


def _start_request_clock(right: RightToReview, rule: str, unit: Unit, *, at: datetime) -> None:
    """Start a clock for the unit that decided, counted from the day of the request."""
    is_today = right.asked_on == calendar.london_day(at)
    since = at if is_today else calendar.london_moment(right.asked_on, vrr_rules.NOON)
    planned_in = _areas_of_plan(right.case, ReviewableDecision(right.reviewed), right.decided_on)
    within = [a for a in planned_in if vrr_rules.is_pilot_in_force(on=right.asked_on, area=a)]
    rule = REVIEW_BEFORE_STOP if within else rule
    right.clock = clocks.start_clock(
        rule=rule, about=right.record_id, subject=victim_reference(right.record), unit=unit,
        at=since, area=within[0] if within else None,
    )  # fmt: skip
    right.save(update_fields=["clock"])


def _add_request_step(
    right: RightToReview, verb: str, *, by: int, at: datetime, on: date,
    person: User | None = None,
) -> None:  # fmt: skip
    ReviewStep.objects.unscoped("a step of a review").create(
        case_id=right.case_id, right=right, verb=verb, on=on, person=person, by_id=by, at=at
    )  # fmt: skip


def _hand_to_deciding_unit(right: RightToReview, unit: Unit, *, at: datetime) -> None:
    """Start the first clock of the request and notify those who lead the unit that decided."""
    _start_request_clock(right, PERIOD_ONCE_ASKED[Side(right.side)], unit, at=at)
    capacity, unit_field = LEADER_BY_SIDE[Side(right.side)]
    notices.notify_unit(
        capacity, getattr(right.case, f"{unit_field}_id"), right.case, [right.suspect],
        notice="review_asked", at=at,
    )  # fmt: skip
