"""Decisions about a suspect, and the police's report of the charge."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.action_plans.actions import action_items, action_plans
from cases.allocation.actions import allocations
from cases.decisions.actions import charges, decisions
from cases.models import (
    PUBLIC_INTEREST,
    AuthorisedCharge,
    Decision,
    NfaReason,
    ReportedCharge,
    Turn,
)
from cases.states import State
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from tests.support.cases.charges import laid
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import consult, countersign, no_further_action, propose
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate()


def charges_of(suspect):
    return list(suspect.allegations.unscoped("test"))


def charge(road, n=0, who="prosecutor", allegations=None):
    suspect = road.suspects[n]
    return road.do(
        decisions.authorise_charge, who, suspect=suspect, rationale="The test is met.",
        allegations=charges_of(suspect) if allegations is None else allegations,
    )  # fmt: skip


def nfa(road, n=0, reason="CONSENT"):
    return no_further_action(road, road.suspects[n], reason=reason)


def report(road, days=0):
    charged_on = (road.at + timedelta(days=days)).date()
    return road.do(
        charges.report_charge, "officer", suspect=road.suspects[0],
        **laid(road, charged_on=charged_on),
    )  # fmt: skip


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def made():
    return Decision.objects.unscoped("test").count()


def test_a_charge_hands_one_suspect_to_the_police_and_leaves_the_other(road):
    decision = charge(road)
    [authorised] = AuthorisedCharge.objects.filter(decision=decision)
    assert authorised.allegation == charges_of(road.suspects[0])[0]
    assert [road.suspect(n).state for n in range(2)] == [
        State.CHARGE_AUTHORISED, State.WITH_PROSECUTOR,
    ]  # fmt: skip
    assert road.suspect().holder_side == "POLICE"
    assert road.suspect().due_at is None
    assert told("turn_began") == {"Olive Officer"}


def test_an_allegation_is_charged_once_however_often_it_is_ticked(road):
    allegations = charges_of(road.suspects[0])
    decision = charge(road, allegations=allegations * 2)
    assert AuthorisedCharge.objects.filter(decision=decision).count() == 1


def test_only_allegations_against_this_suspect_are_charged(road):
    theirs = charges_of(road.suspects[1])
    for chosen in ([], theirs, charges_of(road.suspects[0]) + theirs):
        assert (
            refused(charge, road, allegations=chosen) == "Select allegations against this suspect."
        )
    assert made() == 0
    assert road.suspect().state == State.WITH_PROSECUTOR


@pytest.mark.parametrize("reason", NfaReason.values)
def test_no_further_action_ends_the_road_for_a_coded_reason(reason):
    road = Road(cast()).allocate()
    clock = Turn.objects.unscoped("test").get(suspect=road.suspects[0], ended_at=None).clock
    decision = nfa(road, reason=reason)

    kind = "NFA_PUBLIC_INTEREST" if reason in PUBLIC_INTEREST else "NFA_EVIDENTIAL"
    assert (decision.kind, decision.reason) == (kind, reason)
    suspect = road.suspect()
    assert (suspect.state, suspect.is_open, suspect.holder_side, suspect.due_at) == (
        State.NO_FURTHER_ACTION, False, "", None,
    )  # fmt: skip
    assert not Turn.objects.unscoped("test").filter(suspect=suspect, ended_at=None).exists()
    clock.refresh_from_db()
    assert clock.closed_at is not None
    assert told("decision_made") == {"Olive Officer", "Pia Prosecutor"}


def test_a_suspect_is_decided_once(road):
    charge(road)
    reason = "A charge has already been authorised for suspect 1."
    assert refused(charge, road) == reason
    held = consult(road, road.suspects[1])
    assert refused(propose, road, road.suspects[0], consultation=held) == reason
    propose(road, road.suspects[1], consultation=held)
    countersign(road, road.suspects[1])
    told = "No further action has already been decided on suspect 2."
    assert refused(propose, road, road.suspects[1], consultation=held) == told
    assert made() == 2


def test_a_suspect_with_the_police_is_not_decided_until_back(road):
    road.plan({"suspects": road.suspects[:1]})
    told = "Suspect 1 is at another stage now: Action plan set."
    held = consult(road, road.suspects[0])
    assert refused(propose, road, road.suspects[0], consultation=held) == told
    road.do(
        action_plans.take_suspect_back, "prosecutor", suspect=road.suspects[0], reason="Enough."
    )
    nfa(road)


def test_the_database_keeps_one_live_decision(road):
    first = nfa(road)
    with pytest.raises(IntegrityError, match="one_decision"), transaction.atomic():
        Decision.objects.unscoped("test").create(
            case=road.case, suspect=road.suspects[0], kind="CHARGE", rationale="Also.", number=2,
            by=road.cast.prosecutor, at=first.at,
        )  # fmt: skip


def test_the_police_report_the_charge_and_the_road_ends(road):
    decision = charge(road)
    report(road)
    reported = ReportedCharge.objects.unscoped("test").get(decision=decision)
    assert (reported.method, reported.by) == ("WRITTEN_CHARGE", road.cast.officer)
    assert (road.suspect().state, road.suspect().is_open) == (State.CHARGED, False)
    assert told("charge_reported") == {"Pia Prosecutor"}
    assert refused(report, road) == "Suspect 1 has already been charged."


def test_a_charge_of_tomorrow_is_not_reported(road):
    charge(road)
    assert refused(report, road, days=-1) == (
        "This date is too long ago. Enter 2 March 2026 or a later one."
    )
    assert refused(report, road, days=1) == (
        "This date has not come yet. Enter today’s date or an earlier one."
    )
    assert road.suspect().state == State.CHARGE_AUTHORISED


def test_a_charge_nobody_authorised_is_not_reported(road):
    assert refused(report, road) == "Suspect 1 is at another stage now: With the prosecutor."


def covered(road):
    """The case with a covering prosecutor."""
    today = road.at.date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=9),
    )  # fmt: skip
    return road


@pytest.mark.django_db(transaction=True)
def test_two_prosecutors_deciding_at_once_make_one_decision_and_the_other_is_told():
    road = covered(Road(cast()).allocate().review())
    suspect, held, at = road.suspects[0], consult(road), road.at
    pia, otto = scope(road.cast.prosecutor, at), scope(road.cast.other_prosecutor, at)
    allegations = charges_of(suspect)

    outcomes = at_once(
        road.case,
        lambda: decisions.authorise_charge(
            suspect=suspect, by=pia, at=at, allegations=allegations, rationale="Met."
        ),
        lambda: decisions.propose_no_further_action(
            suspect=suspect,
            by=otto,
            at=at,
            reason="CONSENT",
            rationale="Not met.",
            consultation=held,
        ),
    )

    [decision] = [outcome for outcome in outcomes if isinstance(outcome, Decision)]
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert made() == 1
    assert str(refusal) in (
        "A charge has already been authorised for suspect 1.",
        "Suspect 1 is at another stage now: Waiting for a second reader.",
    )
    ends = {"CHARGE": State.CHARGE_AUTHORISED, "NFA_EVIDENTIAL": State.SECOND_READER}
    assert road.suspect().state == ends[decision.kind]


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_cancellation_at_once_leave_one_of_them():
    road = Road(cast()).allocate().plan()
    [item], at = road.items, road.at
    officer, pia = scope(road.cast.officer, at), scope(road.cast.prosecutor, at)
    outcomes = at_once(
        road.case,
        lambda: action_items.answer_item(item=item, by=officer, at=at, answer="DONE", text="x"),
        lambda: action_items.cancel_item(item=item, by=pia, at=at, text="Not needed."),
    )

    # An answered action may still be cancelled; a cancelled one may not be answered.
    item = road.items[0]
    assert item.status == "CANCELLED"
    answered, cancelled = outcomes
    assert not isinstance(cancelled, Exception)
    if isinstance(answered, Exception):
        assert str(answered) == "This action was cancelled, so nothing more is needed."
    assert road.suspect().state == State.WITH_PROSECUTOR
    assert (
        Turn.objects.unscoped("test").filter(suspect=road.suspects[0], ended_at=None).count() == 1
    )


@pytest.mark.django_db(transaction=True)
def test_an_act_that_waited_may_be_older_than_the_turn_it_ends():
    road = covered(Road(cast()).allocate().plan())
    held, [item], at = consult(road), road.items, road.at
    earlier = at - timedelta(seconds=3)
    road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    decisions.propose_no_further_action(
        suspect=road.suspects[0], by=scope(road.cast.prosecutor, at), at=earlier, reason="CONSENT",
        rationale="Why.", consultation=held,
    )  # fmt: skip
    turns = Turn.objects.unscoped("test").filter(suspect=road.suspects[0], ended_at=at)
    assert (at, at) in turns.values_list("began_at", "ended_at")


@pytest.mark.parametrize(("reason", "rationale"), [("BOGUS", "Why."), ("", "Why."), ("ACT", " ")])
def test_no_further_action_needs_a_reason_that_is_offered_and_a_rationale(reason, rationale):
    road = Road(cast()).allocate()
    with pytest.raises(ValueError):
        propose(road, road.suspects[0], reason=reason, rationale=rationale)
    assert road.suspect().state == State.WITH_PROSECUTOR


def test_a_charge_is_reported_in_one_of_the_ways_offered():
    road = Road(cast()).allocate()
    with pytest.raises(ValueError, match="is not a valid ChargeMethod"):
        road.do(
            charges.report_charge, "officer", suspect=road.suspect(),
            **laid(road, method="BY_POST"),
        )  # fmt: skip


def test_an_answer_and_an_action_take_what_is_offered():
    road = Road(cast()).allocate()
    with pytest.raises(TypeError, match="unknown facts of an action: status"):
        road.plan({"status": "ACCEPTED"})
    road.plan()
    with pytest.raises(ValueError, match="is not a valid Answer"):
        road.do(action_items.answer_item, "officer", item=road.items[0], answer="NO", text="x")
