"""A victim asks for a decision to be reviewed; the agency whose decision it is acknowledges it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.deadlines import in_words
from cases.models import Case, Suspect
from people.access import Refused, Scope
from people.models import Side, Unit, User
from timeliness import calendar
from timeliness.actions import clocks
from victims import eligibility
from victims.actions import reviewable
from victims.actions.base import begin
from victims.actions.duties import reckon_case
from victims.actions.duty_facts import owed_on
from victims.actions.review_days import Asking, counts_from, must_be_in_order, must_follow
from victims.actions.reviewable import Known, Reviewable
from victims.contact_dates import moment_on
from victims.deadlines import DUTIES, News
from victims.eligibility import Reviewed
from victims.models import (
    Contact,
    Direction,
    Outcome,
    ReviewStep,
    RightToReview,
    Told,
    VictimRecord,
    What,
)
from victims.queries.records import reference
from victims.states import REVIEW_COUNTS, REVIEW_MOVES, REVIEW_OPEN, ReviewState

NO_SUCH_DECISION = _("There is no such decision about this suspect now. Select another.")
ASKED_ALREADY = _("A review about this suspect has already been asked for, and has not ended.")
REVIEWED_ALREADY = _("This decision has been reviewed for this victim already.")
WHO_DECIDED = _("Select who decided.")
WHEN_DECIDED = _("Enter the day on which it was decided.")
ACKNOWLEDGED_BEFORE = _("It cannot have been acknowledged before it was asked for, on %(day)s.")
WITHDRAWN_BEFORE = _("It cannot have been withdrawn before it was asked for, on %(day)s.")
LATE = _(
    "A review of this decision should ordinarily be asked for by %(day)s. A later "
    "request is considered in exceptional circumstances: enter what they are, or "
    "correct the dates."
)
HOW_TOLD = _("Select how the victim was told of the decision.")
FROM_A_REQUEST = _("Recorded from a request for a review")
# Who hears that there is a request: those who lead the unit whose decision it is.
LEADS = {Side.POLICE: ("supervise_cases", "police_unit"), Side.CPS: ("allocate_cases", "cps_unit")}
# Which clock runs when a request is made, and which once it has been acknowledged.
ASKED_RUNS = {Side.POLICE: "vrr_police_acknowledge", Side.CPS: "vrr_cps_finish"}
THEN_RUNS = {Side.POLICE: "vrr_police_finish", Side.CPS: "vrr_cps_finish"}


@transaction.atomic
def ask_for_review(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    number: int,
    reviewed: str,
    decided_on: date | None = None,
    decided_by: User | None = None,
    **facts: Any,
) -> RightToReview:
    """
    Write down that a victim asks for a decision about a suspect to be reviewed.

    number: the suspect's. decided_on, decided_by: where the cases do not know them; the facts are
    those of Asking. Where no contact says when the victim was told, or only a letter does, who asks
    is a contact that says it: told_on, and told_by a Way, are asked for that. What is not within
    the scheme is kept all the same, with every reason, and the victim is owed to hear it.
    """
    record = begin("ask_for_review", record, by=by, at=at, operation="collection")
    asking = Asking(Reviewed(reviewed), **facts)
    found, known = _decision(record, number, asking.reviewed, by=by)
    known = _completed(known, asking.reviewed, decided_on, decided_by, record, at=at)
    said_on = asking.told_on
    must_be_in_order(known, asking, at=at)
    asking = replace(asking, told_on=counts_from(known, asking))
    _must_be_the_first(record, found.suspect, known)
    unit = _unit(record.case, asking.reviewed.side)
    window = _window(asking, unit)
    if not known.is_told_in_person:
        _knows(record, found.suspect, known, asking, by=by, at=at)
    reasons = eligibility.why_not(_request(asking, found, known, unit))
    right = _write(record, found, known, asking, window, reasons, said_on=said_on, by=by, at=at)
    if not reasons:
        _start(right, ASKED_RUNS[asking.reviewed.side], unit, at=at)
        _tell_leads(right, at=at)
    reckon_case(case_id=record.case_id, at=at)
    return right


def _window(asking: Asking, unit: Unit) -> eligibility.Window:
    """The time to ask; raises Refused where it is over and nothing exceptional is recorded."""
    assert asking.told_on is not None
    window = eligibility.window(
        asking.reviewed, told_on=asking.told_on, area=unit.area, extra=clocks.extra_days()
    )
    if window.ask_by and window.is_late(asking.asked_on) and not asking.exceptional_because.strip():
        raise Refused(LATE % {"day": in_words(window.ask_by)}, is_stage=True)
    return window


def _knows(
    record: VictimRecord, suspect: Suspect, known: Known, asking: Asking, *, by: Scope, at: datetime
) -> None:
    """
    Whoever asks for a review knows of the decision: that is written down as the contact it was.

    Of the day alone it is known, so it was at noon, and not before the decision was made.
    """
    if not (asking.told_by or known.told_on):
        raise Refused(HOW_TOLD, is_stage=True)
    on, decided_at = asking.told_on, known.decided_at
    assert on is not None
    told_at = moment_on(on, at=at)
    if decided_at and calendar.london_day(decided_at) == on:
        told_at = max(told_at, decided_at)
    contact = Contact.objects.system("when a victim was told").create(
        case_id=record.case_id, record=record, direction=Direction.OUT,
        channel=asking.told_by, outcome=Outcome.REPORTED, contacted_at=told_at,
        reason=str(FROM_A_REQUEST), by_id=by.user_id, at=at,
    )  # fmt: skip
    Told.objects.system("when a victim was told").create(
        case_id=record.case_id, contact=contact, what=_what_is_told(record, suspect, asking),
        suspect=suspect, reached_at=told_at,
    )  # fmt: skip


def _what_is_told(record: VictimRecord, suspect: Suspect, asking: Asking) -> What:
    """By what this victim is told of the decision: what is owed to them about this suspect."""
    kept_by = {
        told
        for victim, of_suspect, news, _source in owed_on(record.case_id)
        if (victim, of_suspect) == (record.pk, suspect.pk)
        for told in DUTIES[News(news)].told_by
    }
    tellings = reviewable.TOLD_OF[asking.reviewed]
    return next((each for each in tellings if each in kept_by), tellings[0])


@transaction.atomic
def acknowledge_review_request(
    *, right: RightToReview, by: Scope, at: datetime, version: int, on: date
) -> RightToReview:
    """Tell the victim that the request has been received; on: when that was."""
    verb = "acknowledge_review_request"
    right = begin(verb, right, by=by, at=at, version=version)
    must_follow(right.asked_on, on, ACKNOWLEDGED_BEFORE, at=at)
    rule = THEN_RUNS[Side(right.side)]
    if right.clock.rule in ASKED_RUNS.values() and right.clock.rule != rule:
        clocks.stop(right.clock, at=at)
        _start(right, rule, _unit(right.case, right.side), at=at)
    return move(right, verb, by=by.user_id, at=at, on=on)


@transaction.atomic
def withdraw_review_request(
    *, right: RightToReview, by: Scope, at: datetime, version: int, on: date
) -> RightToReview:
    """The victim no longer asks for it; on: when they said so."""
    verb = "withdraw_review_request"
    right = begin(verb, right, by=by, at=at, version=version)
    must_follow(right.asked_on, on, WITHDRAWN_BEFORE, at=at)
    clocks.stop(right.clock, at=at)
    return move(right, verb, by=by.user_id, at=at, on=on)


def move(
    right: RightToReview, verb: str, *, by: int | None, at: datetime, on: date,
    person: User | None = None, **values: object,
) -> RightToReview:  # fmt: skip
    """Take a locked request one step along its road, and keep the step. by: an id."""
    right.status = REVIEW_MOVES[verb][ReviewState(right.status)]
    right.version += 1
    for name, value in values.items():
        setattr(right, name, value)
    right.save(update_fields=["status", "version", "clock", *values])
    _step(right, verb, by=by, at=at, on=on, person=person)
    return right


def reviewed_on(right: RightToReview) -> date:
    """The day on which the reviewer decided."""
    steps = ReviewStep.objects.system("when it was reviewed").filter(right=right)
    return steps.filter(verb="decide_review").latest("at").on


def _decision(
    record: VictimRecord, number: int, reviewed: Reviewed, *, by: Scope
) -> tuple[Reviewable, Known]:
    for found in reviewable.of_record(record, side=by.side):
        if found.suspect.number == number and reviewed in found.decisions:
            return found, found.decisions[reviewed]
    raise Refused(NO_SUCH_DECISION, is_stage=True)


def _completed(
    known: Known, reviewed: Reviewed, decided_on: date | None, decided_by: User | None,
    record: VictimRecord, *, at: datetime,
) -> Known:  # fmt: skip
    """What the cases know of the decision, and of the rest what was typed."""
    if not known.deciders:
        side = reviewed.side
        people = reviewable.of_unit(record, side, reviewable.DECIDES[side], at=at)
        if decided_by not in people:
            raise Refused(WHO_DECIDED, is_stage=True)
    if not (known.decided_on or decided_on):
        raise Refused(WHEN_DECIDED, is_stage=True)
    deciders = known.deciders or (decided_by.pk,)
    return replace(known, decided_on=known.decided_on or decided_on, deciders=deciders)


def _must_be_the_first(record: VictimRecord, suspect: Suspect, known: Known) -> None:
    rows = RightToReview.objects.system("what she has asked before").filter(record=record)
    if rows.filter(suspect=suspect, status__in=REVIEW_OPEN).exists():
        raise Refused(ASKED_ALREADY, is_stage=True)
    counts = rows.filter(decision=known.decision, status__in=REVIEW_COUNTS)
    if known.decision and counts.exists():
        raise Refused(REVIEWED_ALREADY, is_stage=True)


def _unit(case: Case, side: str) -> Unit:
    unit = case.police_unit if side == Side.POLICE else case.cps_unit
    assert unit is not None
    return unit


def _request(asking: Asking, found: Reviewable, known: Known, unit: Unit) -> eligibility.Request:
    assert known.decided_on is not None
    return eligibility.Request(
        decision=asking.reviewed, is_interviewed=bool(asking.is_interviewed),
        is_charged_in_part=found.is_charged_in_part,
        asked_not_to_proceed=asking.asked_not_to_proceed,
        has_pilot=eligibility.has_pilot(on=known.decided_on, area=unit.area),
    )  # fmt: skip


def _write(
    record: VictimRecord, found: Reviewable, known: Known, asking: Asking,
    window: eligibility.Window, reasons: Collection[eligibility.NotEligible], *,
    said_on: date | None, by: Scope, at: datetime,
) -> RightToReview:  # fmt: skip
    right = RightToReview.objects.system("a victim asks for a review").create(
        case=record.case, record=record, suspect=found.suspect, reviewed=asking.reviewed,
        side=asking.reviewed.side, decision=known.decision, deciders=list(known.deciders),
        decided_on=known.decided_on, told_on=asking.told_on, asked_on=asking.asked_on,
        told_on_said=said_on if said_on != asking.told_on else None,
        ask_by=window.ask_by, prompt_by=window.prompt_by, ask_rule=window.rule,
        exceptional_because=asking.exceptional_because, is_interviewed=asking.is_interviewed,
        is_charged_in_part=found.is_charged_in_part,
        asked_not_to_proceed=asking.asked_not_to_proceed, reasons=list(reasons),
        status=ReviewState.NOT_ELIGIBLE if reasons else ReviewState.ASKED,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    _step(right, "ask_for_review", by=by.user_id, at=at, on=asking.asked_on)
    return right


def _start(right: RightToReview, rule: str, unit: Unit, *, at: datetime) -> None:
    """Run a clock against the unit whose decision it is, counted from the day of the request."""
    is_today = right.asked_on == calendar.london_day(at)
    since = at if is_today else calendar.moment_of(right.asked_on, eligibility.NOON)
    if right.reviewed == Reviewed.CPS_MEANS_TO_STOP and eligibility.is_pilot_in_force(
        on=right.asked_on, area=unit.area
    ):
        rule = eligibility.BEFORE_IT_IS_STOPPED
    right.clock = clocks.start(
        rule=rule, about=right.record_id, subject=reference(right.record), unit=unit, at=since
    )
    right.save(update_fields=["clock"])


def _step(
    right: RightToReview, verb: str, *, by: int | None, at: datetime, on: date,
    person: User | None = None,
) -> None:  # fmt: skip
    ReviewStep.objects.system("a step of a review").create(
        case_id=right.case_id, right=right, verb=verb, on=on, person=person, by_id=by, at=at
    )  # fmt: skip


def _tell_leads(right: RightToReview, *, at: datetime) -> None:
    capacity, unit = LEADS[Side(right.side)]
    notices.tell_unit(
        capacity, getattr(right.case, f"{unit}_id"), right.case, [right.suspect],
        notice="review_asked", at=at,
    )  # fmt: skip
