"""VRR outcomes: an independent reviewer decides; overturned, one suspect is reopened."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import Decision, Suspect, Turn
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import Human, User
from tests.cases.test_audience import audience_of_clock
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.decisions import no_further_action
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from tests.support.victims.vrr_requests import (
    ask_for_police_review,
    ask_for_review_today,
    build_case_without_charge,
    build_stopped_case,
    complete_review,
    decide_request,
    fresh_request,
    name_reviewer_of,
    tell_by_phone,
    tell_outcome,
)
from timeliness.models import Clock, Delivery
from victims.actions import vrr_outcomes
from victims.actions.vrr_outcomes import independent_vrr_reviewers
from victims.models import ReviewersReasons, ReviewStep, RightToReview, Told, VictimRecord

pytestmark = pytest.mark.django_db
INDEPENDENT = "Select someone of the unit who did not make the decision, under any account"


@module_fixture
def builder():
    """No further action about both suspects; the victim asks about the first."""
    builder = build_case_without_charge(cast(), suspects=2)
    no_further_action(builder, builder.suspects[1])
    builder.right = ask_for_review_today(builder)
    return builder


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def states(builder):
    rows = Suspect.objects.unscoped("test").filter(case=builder.case).order_by("number")
    return [(each.state, each.version) for each in rows]


def another_account_of(user, unit, *capacities):
    """Another account of the same person, with capacities on the unit."""
    other, human = person(unit, *capacities), Human.objects.create()
    User.objects.filter(pk__in=[user.pk, other.pk]).update(human=human)
    return User.objects.get(pk=other.pk)


# Independence


def test_the_deciders_are_not_offered_as_reviewers(builder):
    third = person(builder.cast.cps, "prosecute_cases", name="Thea Third")
    offered = independent_vrr_reviewers(builder.right, at=builder.at).values()
    assert {each.name for each in offered} == {"Mona Manager", "Thea Third"}
    assert third in offered


@pytest.mark.parametrize("decider", ["prosecutor", "other_prosecutor"])
def test_neither_author_nor_reader_reviews_under_any_account(builder, decider):
    user = getattr(builder.cast, decider)
    assert refusal_text(name_reviewer_of, builder, builder.right, user).startswith(INDEPENDENT)
    second = another_account_of(user, builder.cast.cps, "allocate_cases")
    assert refusal_text(name_reviewer_of, builder, builder.right, second).startswith(INDEPENDENT)
    rows = RightToReview.objects.unscoped("test").filter(pk=builder.right.pk)
    with pytest.raises(DatabaseError, match="one of those who decided"), transaction.atomic():
        rows.update(reviewer=second)


def test_one_who_becomes_known_as_a_decider_later_does_not_decide(builder):
    builder.cast.third = person(builder.cast.cps, "prosecute_cases")
    name_reviewer_of(builder, builder.right, builder.cast.third)
    human = Human.objects.create()
    pair = [builder.cast.third.pk, builder.cast.prosecutor.pk]
    User.objects.filter(pk__in=pair).update(human=human)
    assert refusal_text(decide_request, builder, builder.right, who="third").startswith(
        "You made this decision"
    )


def test_of_the_police_an_inspector_reviews_and_never_the_officer_in_the_case():
    builder = CaseBuilder(cast())
    right = ask_for_police_review(builder, decided_by=builder.cast.supervisor)
    mine = another_account_of(builder.cast.officer, builder.cast.police, "inspect_cases")
    assert set(independent_vrr_reviewers(right, at=builder.at)) == {builder.cast.inspector.pk}
    assert refusal_text(name_reviewer_of, builder, right, mine, who="supervisor").startswith(
        INDEPENDENT
    )
    name_reviewer_of(builder, right, builder.cast.inspector, who="supervisor")
    assert decide_request(builder, right, "OVERTURNED", who="inspector").status == "DECIDED"
    assert builder.suspect().state == "INVESTIGATING"
    assert recipients_of("review_decided") == {"Sue Supervisor", "Olive Officer"}


def test_a_person_who_left_is_not_offered_and_one_in_conflict_is_and_cannot_be_named(builder):
    third = person(builder.cast.cps, "prosecute_cases")
    add_conflict(third, builder.case, at=builder.at)
    assert refusal_text(name_reviewer_of, builder, builder.right, third).startswith(INDEPENDENT)
    gone = person(builder.cast.cps, "allocate_cases")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert set(independent_vrr_reviewers(builder.right, at=builder.at)) == {
        builder.cast.manager.pk,
        third.pk,
    }


def test_only_the_reviewer_decides_and_another_can_be_named(builder):
    builder.cast.third = person(builder.cast.cps, "prosecute_cases")
    name_reviewer_of(builder, builder.right, builder.cast.third)
    assert recipients_of("review_named") == {builder.cast.third.name}
    only = "Only the reviewer who was named for this can do it."
    assert refusal_text(decide_request, builder, builder.right, who="manager") == only
    assert refusal_text(name_reviewer_of, builder, builder.right, builder.cast.third).startswith(
        "This person is the review"
    )
    name_reviewer_of(builder, builder.right)
    assert refusal_text(decide_request, builder, builder.right, who="third") == only
    assert decide_request(builder, builder.right).outcome == "STANDS"


def test_the_reviewer_is_chased_while_it_is_with_them(builder):
    builder.cast.third = person(builder.cast.cps, "prosecute_cases", name="Thea Third")

    def chased():
        found = audience_of_clock(fresh_request(builder.right).clock_id, at=builder.at)
        return {stage for stage, names in found.items() if "Thea Third" in names}

    assert chased() == set()
    name_reviewer_of(builder, builder.right, builder.cast.third)
    assert chased() == {"before_due", "after_due"}
    before = transaction.savepoint()
    add_conflict(builder.cast.third, builder.case, at=builder.at)
    assert chased() == set()
    transaction.savepoint_rollback(before)
    decide_request(builder, builder.right, who="third")
    assert chased() == set()


# Outcomes


def test_a_decision_that_stands_moves_nothing(builder):
    before = states(builder)
    complete_review(builder, builder.right)
    right = fresh_request(builder.right)
    assert (right.status, right.outcome) == ("DECIDED", "STANDS")
    assert states(builder) == before
    assert right.decision.status == "LIVE"
    assert recipients_of("review_decided") == {"Mona Manager", "Olive Officer", "Pia Prosecutor"}
    assert not recipients_of("reopened")


def test_an_overturned_decision_brings_back_one_suspect_alone(builder):
    other = build_case_without_charge(builder.cast)
    before, elsewhere = states(builder), states(other)
    complete_review(builder, builder.right, "OVERTURNED")
    [(first, _), second] = states(builder)
    assert first == "READY_TO_ALLOCATE" and second == before[1]
    assert states(other) == elsewhere
    suspect = builder.suspect()
    assert (suspect.holder_side, suspect.is_open) == ("CPS", True)
    turn = Turn.objects.unscoped("test").get(suspect=suspect, ended_at=None)
    assert (turn.verb, turn.clock.rule, turn.clock.confidence) == (
        "reopen_on_review", "charging_green", "unverified",
    )  # fmt: skip
    assert suspect.due_at == turn.clock.due_at
    assert recipients_of("ready_to_allocate") == {"Mona Manager"} and recipients_of("reopened") == {
        "Olive Officer"
    }


def test_the_decision_is_set_aside_and_both_sides_read_it_still(builder):
    complete_review(builder, builder.right, "OVERTURNED")
    rows = Decision.objects.unscoped("test").filter(suspect=builder.suspects[0])
    assert list(rows.values_list("status", "only_side")) == [("SET_ASIDE", "")]
    for user in (builder.cast.officer, builder.cast.prosecutor):
        assert Decision.objects.for_scope(scope(user)).filter(pk=rows.get().pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        update_in_sql(rows, "rationale", "Another.")


def test_the_suspect_is_decided_on_afresh(builder):
    complete_review(builder, builder.right, "OVERTURNED")
    builder.give_case(builder.suspects[:1], to="other_prosecutor")
    builder.cast.prosecutor = builder.cast.other_prosecutor
    authorise_charge_of(builder)
    assert builder.suspect().state == "CHARGE_AUTHORISED"
    rows = Decision.objects.unscoped("test").filter(suspect=builder.suspects[0]).order_by("number")
    assert list(rows.values_list("status", flat=True)) == ["SET_ASIDE", "LIVE"]


def test_a_verdict_cannot_be_undone_so_there_is_only_an_apology():
    builder = build_stopped_case(cast())
    right = ask_for_review_today(
        builder, reviewed="CPS_NO_EVIDENCE", decided_by=builder.cast.prosecutor
    )
    name_reviewer_of(builder, right)
    told = "This decision cannot have that outcome. Select another."
    assert refusal_text(decide_request, builder, right, "OVERTURNED") == told
    assert decide_request(builder, right, "APOLOGY").outcome == "APOLOGY"
    assert builder.suspect().state == "CHARGED"
    rows = RightToReview.objects.unscoped("test").filter(pk=right.pk)
    with pytest.raises(IntegrityError, match="a_verdict_is_never"), transaction.atomic():
        rows.update(outcome="OVERTURNED")


def test_an_apology_alone_is_no_outcome_of_what_can_be_undone(builder):
    name_reviewer_of(builder, builder.right)
    assert "cannot have that outcome" in refusal_text(
        decide_request, builder, builder.right, "APOLOGY"
    )


def test_a_case_that_was_stopped_is_taken_up_by_those_who_have_it():
    builder = build_stopped_case(cast())
    right = ask_for_review_today(
        builder, reviewed="CPS_DISCONTINUED", decided_by=builder.cast.prosecutor
    )
    complete_review(builder, right, "OVERTURNED")
    assert builder.suspect().state == "CHARGED"
    assert recipients_of("review_decided") == {"Mona Manager", "Olive Officer", "Pia Prosecutor"}


def test_why_is_for_those_who_read_the_case(builder):
    liaison = person(builder.cast.cps, "liaise_with_victims")
    complete_review(builder, builder.right)
    rows = ReviewersReasons.objects
    assert rows.for_scope(scope(builder.cast.officer)).get().text == "Looked at afresh."
    assert RightToReview.objects.for_scope(scope(liaison)).get().outcome == "STANDS"
    assert not rows.for_scope(scope(liaison)).exists()


def test_a_decision_is_not_reviewed_again_for_the_same_victim(builder):
    complete_review(builder, builder.right)
    assert refusal_text(ask_for_review_today, builder) == (
        "A review about this suspect has already been asked for, and has not ended."
    )
    tell_outcome(builder, builder.right)
    assert (
        refusal_text(ask_for_review_today, builder)
        == "This decision has been reviewed for this victim already."
    )


# Telling the victim


def test_the_clock_runs_until_the_victim_has_been_told(builder):
    complete_review(builder, builder.right)
    running = Clock.objects.filter(
        about=builder.right.record_id, closed_at=None, rule__startswith="vrr"
    )
    assert running.get().due_at.date() == date(2026, 4, 16)
    yesterday = builder.at.date() - timedelta(days=1)
    assert refusal_text(tell_outcome, builder, builder.right, on=yesterday).startswith(
        "The victim cannot have been"
    )
    tell_outcome(builder, builder.right)
    assert fresh_request(builder.right).status == "TOLD" and not running.exists()
    steps = ReviewStep.objects.unscoped("test").filter(right=builder.right).order_by("at")
    assert list(steps.values_list("verb", flat=True)) == [
        "ask_for_review", "acknowledge_review_request", "name_reviewer", "decide_review",
        "tell_review_outcome",
    ]  # fmt: skip


def outcome_contacts():
    """[(channel, outcome)] of the contacts that told the victim of a review's outcome."""
    rows = Told.objects.unscoped("test").filter(what="REVIEW_OUTCOME")
    return list(rows.values_list("contact__channel", "contact__outcome"))


def test_telling_the_outcome_is_a_contact_with_the_victim_written_once(builder):
    complete_review(builder, builder.right)
    assert refusal_text(tell_outcome, builder, builder.right, is_safe_now=False).startswith(
        "Confirm that it is safe"
    )
    unchecked = refusal_text(tell_outcome, builder, builder.right, is_identity_checked=False)
    assert unchecked.startswith("Something was told before it was checked who was there.")
    assert fresh_request(builder.right).status == "DECIDED" and outcome_contacts() == []
    at = builder.at
    tell_outcome(builder, builder.right)
    assert outcome_contacts() == [("PHONE", "REACHED")]
    assert VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk).last_reached_at == at
    assert "at another stage now" in refusal_text(tell_outcome, builder, builder.right)
    tell_by_phone(
        builder, "REVIEW_OUTCOME", builder.suspects[0]
    )  # the victim called again: nothing changes twice
    steps = ReviewStep.objects.unscoped("test").filter(right=builder.right)
    assert steps.filter(verb="tell_review_outcome").count() == 1


def test_a_contact_that_tells_the_outcome_ends_the_review(builder):
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    complete_review(builder, builder.right)
    early = builder.at - timedelta(days=1)
    tell_by_phone(builder, "REVIEW_OUTCOME", builder.suspects[0], who="liaison", contacted_at=early)
    # By the police, although it was the CPS's decision.
    tell_by_phone(builder, "REVIEW_OUTCOME", builder.suspects[0])
    assert fresh_request(builder.right).status == "DECIDED"
    told = tell_by_phone(builder, "REVIEW_OUTCOME", builder.suspects[0], who="liaison")
    right = fresh_request(builder.right)
    assert right.status == "TOLD" and right.clock.closed_at == told.at
    step = ReviewStep.objects.unscoped("test").get(right=right, verb="tell_review_outcome")
    assert (step.by.name, step.on) == ("Lia Liaison", builder.at.date())


def test_a_suspect_that_has_moved_meanwhile_is_not_decided_on(builder):
    name_reviewer_of(builder, builder.right)
    told = refusal_text(decide_request, builder, builder.right, version=1)
    assert told == "This has changed since you opened it. Read it again, then decide."


@pytest.mark.django_db(transaction=True)
def test_two_outcomes_at_once_make_one_and_reopen_once():
    builder = build_case_without_charge(cast())
    right = ask_for_review_today(builder)
    name_reviewer_of(builder, right)
    right, at = fresh_request(right), builder.at
    facts = {"right": right, "at": at, "version": right.version, "text": "Afresh."}
    mona = scope(builder.cast.manager, at)

    def act(outcome):
        return lambda: vrr_outcomes.decide_review(by=mona, outcome=outcome, **facts)

    outcomes = run_at_once(builder.case, act("OVERTURNED"), act("STANDS"))
    [refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(refusal).startswith("This request is at another stage now")
    assert ReviewersReasons.objects.unscoped("test").count() == 1
    reopened = fresh_request(right).outcome == "OVERTURNED"
    assert (builder.suspect().state == "READY_TO_ALLOCATE") is reopened
