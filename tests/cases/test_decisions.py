"""Decisions about a suspect, and the police's report of the charge."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.action_plans.actions import action_items, action_plans
from cases.allocation.actions import allocations
from cases.decisions.actions import charges, decisions
from cases.decisions.counts import count_as_alleged
from cases.models import (
    PUBLIC_INTEREST,
    AuthorisedCharge,
    Decision,
    NfaReason,
    ReportedCharge,
    Turn,
)
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, scope
from devtools.usual_answers import FOCUS
from people.access.scopes import Refused
from tests.support.cases.charges import charge_facts
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import (
    countersign_no_charge,
    no_further_action,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def allegations_to_charge(suspect):
    return list(suspect.allegations.unscoped("test"))


def authorise_charge_of(builder, n=0, who="prosecutor", allegations=None):
    suspect = builder.suspects[n]
    return builder.do(
        decisions.authorise_charge, who, suspect=suspect, rationale="The test is met.",
        allegations=allegations_to_charge(suspect) if allegations is None else allegations,
    )  # fmt: skip


def decide_against_charge(builder, n=0, reason="CONSENT"):
    return no_further_action(builder, builder.suspects[n], reason=reason)


def report_charge_of(builder, days=0):
    charged_on = (builder.at + timedelta(days=days)).date()
    return builder.do(
        charges.report_charge, "officer", suspect=builder.suspects[0],
        **charge_facts(builder, charged_on=charged_on),
    )  # fmt: skip


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def count_decisions():
    return Decision.objects.unscoped("test").count()


def test_a_charge_hands_one_suspect_to_the_police_and_leaves_the_other(builder):
    decision = authorise_charge_of(builder)
    [authorised] = AuthorisedCharge.objects.filter(decision=decision)
    assert authorised.allegation == allegations_to_charge(builder.suspects[0])[0]
    assert [builder.suspect(n).state for n in range(2)] == [
        State.CHARGE_AUTHORISED, State.WITH_PROSECUTOR,
    ]  # fmt: skip
    assert builder.suspect().holder_side == "POLICE"
    assert builder.suspect().due_at is None
    assert recipients_of("turn_began") == {"Olive Officer"}


def test_only_allegations_against_this_suspect_are_charged(builder):
    theirs = allegations_to_charge(builder.suspects[1])
    for chosen in (theirs, allegations_to_charge(builder.suspects[0]) + theirs):
        told = refusal_text(authorise_charge_of, builder, allegations=chosen)
        assert told == "State charges from allegations against this suspect, as they are now."
    told = refusal_text(authorise_charge_of, builder, allegations=[])
    assert told == "State at least one charge."
    assert count_decisions() == 0
    assert builder.suspect().state == State.WITH_PROSECUTOR


@pytest.mark.parametrize("reason", NfaReason.values)
def test_no_further_action_ends_the_turns_for_a_coded_reason(reason):
    builder = CaseBuilder(cast()).allocate()
    clock = Turn.objects.unscoped("test").get(suspect=builder.suspects[0], ended_at=None).clock
    decision = decide_against_charge(builder, reason=reason)

    kind = "NFA_PUBLIC_INTEREST" if reason in PUBLIC_INTEREST else "NFA_EVIDENTIAL"
    assert (decision.kind, decision.reason) == (kind, reason)
    suspect = builder.suspect()
    assert (suspect.state, suspect.is_open, suspect.holder_side, suspect.due_at) == (
        State.NO_FURTHER_ACTION, False, "", None,
    )  # fmt: skip
    assert not Turn.objects.unscoped("test").filter(suspect=suspect, ended_at=None).exists()
    clock.refresh_from_db()
    assert clock.closed_at is not None
    assert recipients_of("decision_made") == {"Olive Officer", "Pia Prosecutor"}


def test_a_suspect_is_decided_once(builder):
    authorise_charge_of(builder)
    reason = "A charge has already been authorised for suspect 1."
    assert refusal_text(authorise_charge_of, builder) == reason
    held = record_consultation_of(builder, builder.suspects[1])
    assert (
        refusal_text(propose_no_charge, builder, builder.suspects[0], consultation=held) == reason
    )
    propose_no_charge(builder, builder.suspects[1], consultation=held)
    countersign_no_charge(builder, builder.suspects[1])
    told = "No further action has already been decided on suspect 2."
    assert refusal_text(propose_no_charge, builder, builder.suspects[1], consultation=held) == told
    assert count_decisions() == 2


def test_a_suspect_with_the_police_is_not_decided_until_back(builder):
    builder.plan({"suspects": builder.suspects[:1]})
    told = "Suspect 1 is at another stage now: Action plan set."
    held = record_consultation_of(builder, builder.suspects[0])
    assert refusal_text(propose_no_charge, builder, builder.suspects[0], consultation=held) == told
    builder.do(
        action_plans.take_suspect_back, "prosecutor", suspect=builder.suspects[0], reason="Enough."
    )
    decide_against_charge(builder)


def test_the_database_keeps_one_live_decision(builder):
    first = decide_against_charge(builder)
    with pytest.raises(IntegrityError, match="one_decision"), transaction.atomic():
        Decision.objects.unscoped("test").create(
            case=builder.case,
            suspect=builder.suspects[0],
            kind="CHARGE",
            rationale="Also.",
            number=2,
            by=builder.cast.prosecutor,
            at=first.at,
        )


def test_the_police_report_the_charge_and_the_turns_end(builder):
    decision = authorise_charge_of(builder)
    report_charge_of(builder)
    reported = ReportedCharge.objects.unscoped("test").get(decision=decision)
    assert (reported.method, reported.by) == ("WRITTEN_CHARGE", builder.cast.officer)
    assert (builder.suspect().state, builder.suspect().is_open) == (State.CHARGED, False)
    assert recipients_of("charge_reported") == {"Pia Prosecutor"}
    assert refusal_text(report_charge_of, builder) == "Suspect 1 has already been charged."


def test_a_charge_of_tomorrow_is_not_reported(builder):
    authorise_charge_of(builder)
    assert refusal_text(report_charge_of, builder, days=-1) == (
        "This date is too long ago. Enter 2 March 2026 or a later one."
    )
    assert refusal_text(report_charge_of, builder, days=1) == (
        "This date has not come yet. Enter today’s date or an earlier one."
    )
    assert builder.suspect().state == State.CHARGE_AUTHORISED


def test_a_charge_that_was_not_authorised_cannot_be_reported(builder):
    assert (
        refusal_text(report_charge_of, builder)
        == "Suspect 1 is at another stage now: With the prosecutor."
    )


def cover_case_of(builder):
    """The case with a covering prosecutor."""
    today = builder.at.date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=9),
    )  # fmt: skip
    return builder


@pytest.mark.django_db(transaction=True)
def test_two_prosecutors_deciding_at_once_make_one_decision_and_the_other_is_told():
    builder = cover_case_of(CaseBuilder(cast()).allocate().review())
    suspect, held, at = builder.suspects[0], record_consultation_of(builder), builder.at
    pia, otto = scope(builder.cast.prosecutor, at), scope(builder.cast.other_prosecutor, at)
    allegations = allegations_to_charge(suspect)

    outcomes = run_at_once(
        builder.case,
        lambda: decisions.authorise_charge(
            suspect=suspect,
            by=pia,
            at=at,
            counts=[count_as_alleged(each, "What he did.") for each in allegations],
            rationale="Met.",
            public_interest_rationale="Met.",
            focus=FOCUS,
            uncharged=[],
        ),
        lambda: decisions.propose_no_further_action(
            suspect=suspect,
            by=otto,
            at=at,
            reason="CONSENT",
            rationale="Not met.",
            focus=FOCUS,
            consultation=held,
        ),
    )

    [decision] = [outcome for outcome in outcomes if isinstance(outcome, Decision)]
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert count_decisions() == 1
    assert str(refusal) in (
        "A charge has already been authorised for suspect 1.",
        "Suspect 1 is at another stage now: Waiting for a second reader.",
    )
    ends = {"CHARGE": State.CHARGE_AUTHORISED, "NFA_EVIDENTIAL": State.SECOND_READER}
    assert builder.suspect().state == ends[decision.kind]


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_cancellation_at_once_leave_one_of_them():
    builder = CaseBuilder(cast()).allocate().plan()
    [item], at = builder.items, builder.at
    officer, pia = scope(builder.cast.officer, at), scope(builder.cast.prosecutor, at)
    outcomes = run_at_once(
        builder.case,
        lambda: action_items.answer_item(item=item, by=officer, at=at, answer="DONE", text="x"),
        lambda: action_items.cancel_item(item=item, by=pia, at=at, text="Not needed."),
    )

    # An answered action may still be cancelled; a cancelled one may not be answered.
    item = builder.items[0]
    assert item.status == "CANCELLED"
    answered, cancelled = outcomes
    assert not isinstance(cancelled, Exception)
    if isinstance(answered, Exception):
        assert str(answered) == "This action was cancelled, so nothing more is needed."
    assert builder.suspect().state == State.WITH_PROSECUTOR
    assert (
        Turn.objects.unscoped("test").filter(suspect=builder.suspects[0], ended_at=None).count()
        == 1
    )


@pytest.mark.django_db(transaction=True)
def test_an_act_that_waited_may_be_older_than_the_turn_it_ends():
    builder = cover_case_of(CaseBuilder(cast()).allocate().plan())
    held, [item], at = record_consultation_of(builder), builder.items, builder.at
    earlier = at - timedelta(seconds=3)
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="x")
    decisions.propose_no_further_action(
        suspect=builder.suspects[0],
        by=scope(builder.cast.prosecutor, at),
        at=earlier,
        reason="CONSENT",
        rationale="Why.",
        focus=FOCUS,
        consultation=held,
    )
    turns = Turn.objects.unscoped("test").filter(suspect=builder.suspects[0], ended_at=at)
    assert (at, at) in turns.values_list("began_at", "ended_at")


@pytest.mark.parametrize(("reason", "rationale"), [("BOGUS", "Why."), ("", "Why."), ("ACT", " ")])
def test_no_further_action_needs_a_reason_that_is_offered_and_a_rationale(reason, rationale):
    builder = CaseBuilder(cast()).allocate()
    with pytest.raises(ValueError):
        propose_no_charge(builder, builder.suspects[0], reason=reason, rationale=rationale)
    assert builder.suspect().state == State.WITH_PROSECUTOR


def test_a_charge_is_reported_in_one_of_the_ways_offered():
    builder = CaseBuilder(cast()).allocate()
    with pytest.raises(ValueError, match="is not a valid ChargeMethod"):
        builder.do(
            charges.report_charge, "officer", suspect=builder.suspect(),
            **charge_facts(builder, method="BY_POST"),
        )  # fmt: skip


def test_an_answer_and_an_action_take_what_is_offered():
    builder = CaseBuilder(cast()).allocate()
    with pytest.raises(TypeError, match="unknown facts of an action: status"):
        builder.plan({"status": "ACCEPTED"})
    builder.plan()
    with pytest.raises(ValueError, match="is not a valid Answer"):
        builder.do(
            action_items.answer_item, "officer", item=builder.items[0], answer="NO", text="x"
        )
