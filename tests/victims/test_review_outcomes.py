"""VRR outcomes: an independent reviewer decides; overturned, one suspect is reopened."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import Decision, Suspect, Turn
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from people.models import Human, User
from tests.cases.test_audience import audience
from tests.support.cases.charges import charge
from tests.support.cases.concurrency import at_once
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import standing
from tests.support.victims.vrr_requests import (
    asked,
    call,
    decide,
    decided_against,
    named,
    now,
    of_the_police,
    reviewed,
    stopped,
    tell,
)
from timeliness.models import Clock, Delivery
from victims.actions import vrr_outcomes
from victims.actions.vrr_outcomes import independent_vrr_reviewers
from victims.models import ReviewersReasons, ReviewStep, RightToReview, Told, VictimRecord

pytestmark = pytest.mark.django_db
INDEPENDENT = "Select someone of the unit who did not make the decision, under any account"


@standing
def road():
    """No further action about both suspects; the victim asks about the first."""
    road = decided_against(cast(), suspects=2)
    no_further_action(road, road.suspects[1])
    road.right = asked(road)
    return road


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def states(road):
    rows = Suspect.objects.unscoped("test").filter(case=road.case).order_by("number")
    return [(each.state, each.version) for each in rows]


def another_account_of(user, unit, *capacities):
    """Another account of the same person, with capacities on the unit."""
    other, human = person(unit, *capacities), Human.objects.create()
    User.objects.filter(pk__in=[user.pk, other.pk]).update(human=human)
    return User.objects.get(pk=other.pk)


# Independence


def test_nobody_who_made_the_decision_is_offered_as_its_reviewer(road):
    third = person(road.cast.cps, "prosecute_cases", name="Thea Third")
    offered = independent_vrr_reviewers(road.right, at=road.at).values()
    assert {each.name for each in offered} == {"Mona Manager", "Thea Third"}
    assert third in offered


@pytest.mark.parametrize("decider", ["prosecutor", "other_prosecutor"])
def test_neither_author_nor_reader_reviews_under_any_account(road, decider):
    user = getattr(road.cast, decider)
    assert refused(named, road, road.right, user).startswith(INDEPENDENT)
    second = another_account_of(user, road.cast.cps, "allocate_cases")
    assert refused(named, road, road.right, second).startswith(INDEPENDENT)
    rows = RightToReview.objects.unscoped("test").filter(pk=road.right.pk)
    with pytest.raises(DatabaseError, match="one of those who decided"), transaction.atomic():
        rows.update(reviewer=second)


def test_one_who_becomes_known_as_a_decider_later_does_not_decide(road):
    road.cast.third = person(road.cast.cps, "prosecute_cases")
    named(road, road.right, road.cast.third)
    human = Human.objects.create()
    pair = [road.cast.third.pk, road.cast.prosecutor.pk]
    User.objects.filter(pk__in=pair).update(human=human)
    assert refused(decide, road, road.right, who="third").startswith("You made this decision")


def test_of_the_police_an_inspector_reviews_and_never_the_officer_in_the_case():
    road = Road(cast())
    right = of_the_police(road, decided_by=road.cast.supervisor)
    mine = another_account_of(road.cast.officer, road.cast.police, "inspect_cases")
    assert set(independent_vrr_reviewers(right, at=road.at)) == {road.cast.inspector.pk}
    assert refused(named, road, right, mine, who="supervisor").startswith(INDEPENDENT)
    named(road, right, road.cast.inspector, who="supervisor")
    assert decide(road, right, "OVERTURNED", who="inspector").status == "DECIDED"
    assert road.suspect().state == "INVESTIGATING"
    assert told("review_decided") == {"Sue Supervisor", "Olive Officer"}


def test_whoever_has_left_is_not_offered_and_whoever_is_in_conflict_is_and_cannot_be_named(road):
    third = person(road.cast.cps, "prosecute_cases")
    in_conflict(third, road.case, at=road.at)
    assert refused(named, road, road.right, third).startswith(INDEPENDENT)
    gone = person(road.cast.cps, "allocate_cases")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert set(independent_vrr_reviewers(road.right, at=road.at)) == {
        road.cast.manager.pk,
        third.pk,
    }


def test_only_the_reviewer_decides_and_another_can_be_named(road):
    road.cast.third = person(road.cast.cps, "prosecute_cases")
    named(road, road.right, road.cast.third)
    assert told("review_named") == {road.cast.third.name}
    only = "Only the reviewer who was named for this can do it."
    assert refused(decide, road, road.right, who="manager") == only
    assert refused(named, road, road.right, road.cast.third).startswith("This person is the review")
    named(road, road.right)
    assert refused(decide, road, road.right, who="third") == only
    assert decide(road, road.right).outcome == "STANDS"


def test_the_reviewer_is_chased_while_it_is_with_them(road):
    road.cast.third = person(road.cast.cps, "prosecute_cases", name="Thea Third")

    def chased():
        found = audience(now(road.right).clock_id, at=road.at)
        return {stage for stage, names in found.items() if "Thea Third" in names}

    assert chased() == set()
    named(road, road.right, road.cast.third)
    assert chased() == {"before_due", "after_due"}
    before = transaction.savepoint()
    in_conflict(road.cast.third, road.case, at=road.at)
    assert chased() == set()
    transaction.savepoint_rollback(before)
    decide(road, road.right, who="third")
    assert chased() == set()


# Outcomes


def test_a_decision_that_stands_moves_nothing(road):
    before = states(road)
    reviewed(road, road.right)
    right = now(road.right)
    assert (right.status, right.outcome) == ("DECIDED", "STANDS")
    assert states(road) == before
    assert right.decision.status == "LIVE"
    assert told("review_decided") == {"Mona Manager", "Olive Officer", "Pia Prosecutor"}
    assert not told("reopened")


def test_an_overturned_decision_brings_back_one_suspect_and_nobody_else(road):
    other = decided_against(road.cast)
    before, elsewhere = states(road), states(other)
    reviewed(road, road.right, "OVERTURNED")
    [(first, _), second] = states(road)
    assert first == "READY_TO_ALLOCATE" and second == before[1]
    assert states(other) == elsewhere
    suspect = road.suspect()
    assert (suspect.holder_side, suspect.is_open) == ("CPS", True)
    turn = Turn.objects.unscoped("test").get(suspect=suspect, ended_at=None)
    assert (turn.verb, turn.clock.rule, turn.clock.confidence) == (
        "reopen_on_review", "charging_green", "unverified",
    )  # fmt: skip
    assert suspect.due_at == turn.clock.due_at
    assert told("ready_to_allocate") == {"Mona Manager"} and told("reopened") == {"Olive Officer"}


def test_the_decision_is_set_aside_and_both_sides_read_it_still(road):
    reviewed(road, road.right, "OVERTURNED")
    rows = Decision.objects.unscoped("test").filter(suspect=road.suspects[0])
    assert list(rows.values_list("status", "only_side")) == [("SET_ASIDE", "")]
    for user in (road.cast.officer, road.cast.prosecutor):
        assert Decision.objects.for_scope(scope(user)).filter(pk=rows.get().pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(rationale="Another.")


def test_the_suspect_is_decided_on_afresh(road):
    reviewed(road, road.right, "OVERTURNED")
    road.give_case(road.suspects[:1], to="other_prosecutor")
    road.cast.prosecutor = road.cast.other_prosecutor
    charge(road)
    assert road.suspect().state == "CHARGE_AUTHORISED"
    rows = Decision.objects.unscoped("test").filter(suspect=road.suspects[0]).order_by("number")
    assert list(rows.values_list("status", flat=True)) == ["SET_ASIDE", "LIVE"]


def test_a_verdict_cannot_be_undone_so_there_is_only_an_apology():
    road = stopped(cast())
    right = asked(road, reviewed="CPS_NO_EVIDENCE", decided_by=road.cast.prosecutor)
    named(road, right)
    told = "This decision cannot have that outcome. Select another."
    assert refused(decide, road, right, "OVERTURNED") == told
    assert decide(road, right, "APOLOGY").outcome == "APOLOGY"
    assert road.suspect().state == "CHARGED"
    rows = RightToReview.objects.unscoped("test").filter(pk=right.pk)
    with pytest.raises(IntegrityError, match="a_verdict_is_never"), transaction.atomic():
        rows.update(outcome="OVERTURNED")


def test_an_apology_alone_is_no_outcome_of_what_can_be_undone(road):
    named(road, road.right)
    assert "cannot have that outcome" in refused(decide, road, road.right, "APOLOGY")


def test_a_case_that_was_stopped_is_taken_up_by_those_who_have_it():
    road = stopped(cast())
    right = asked(road, reviewed="CPS_DISCONTINUED", decided_by=road.cast.prosecutor)
    reviewed(road, right, "OVERTURNED")
    assert road.suspect().state == "CHARGED"
    assert told("review_decided") == {"Mona Manager", "Olive Officer", "Pia Prosecutor"}


def test_why_is_for_those_who_read_the_case(road):
    liaison = person(road.cast.cps, "liaise_with_victims")
    reviewed(road, road.right)
    rows = ReviewersReasons.objects
    assert rows.for_scope(scope(road.cast.officer)).get().text == "Looked at afresh."
    assert RightToReview.objects.for_scope(scope(liaison)).get().outcome == "STANDS"
    assert not rows.for_scope(scope(liaison)).exists()


def test_a_decision_is_not_reviewed_for_her_again(road):
    reviewed(road, road.right)
    assert refused(asked, road) == (
        "A review about this suspect has already been asked for, and has not ended."
    )
    tell(road, road.right)
    assert refused(asked, road) == "This decision has been reviewed for this victim already."


# Telling the victim


def test_the_clock_runs_until_she_has_been_told(road):
    reviewed(road, road.right)
    running = Clock.objects.filter(
        about=road.right.record_id, closed_at=None, rule__startswith="vrr"
    )
    assert running.get().due_at.date() == date(2026, 4, 16)
    yesterday = road.at.date() - timedelta(days=1)
    assert refused(tell, road, road.right, on=yesterday).startswith("The victim cannot have been")
    tell(road, road.right)
    assert now(road.right).status == "TOLD" and not running.exists()
    steps = ReviewStep.objects.unscoped("test").filter(right=road.right).order_by("at")
    assert list(steps.values_list("verb", flat=True)) == [
        "ask_for_review", "acknowledge_review_request", "name_reviewer", "decide_review",
        "tell_review_outcome",
    ]  # fmt: skip


def entries():
    """[(channel, outcome)] of the contacts that told the victim of a review's outcome."""
    rows = Told.objects.unscoped("test").filter(what="REVIEW_OUTCOME")
    return list(rows.values_list("contact__channel", "contact__outcome"))


def test_that_she_was_told_is_a_contact_with_her_and_is_written_once(road):
    reviewed(road, road.right)
    assert refused(tell, road, road.right, is_safe_now=False).startswith("Confirm that it is safe")
    unchecked = refused(tell, road, road.right, is_identity_checked=False)
    assert unchecked.startswith("Something was told before it was checked who was there.")
    assert now(road.right).status == "DECIDED" and entries() == []
    at = road.at
    tell(road, road.right)
    assert entries() == [("PHONE", "REACHED")]
    assert VictimRecord.objects.unscoped("test").get(pk=road.victim.pk).last_reached_at == at
    assert "at another stage now" in refused(tell, road, road.right)
    call(road, "REVIEW_OUTCOME", road.suspects[0])  # the victim called again: nothing changes twice
    steps = ReviewStep.objects.unscoped("test").filter(right=road.right)
    assert steps.filter(verb="tell_review_outcome").count() == 1


def test_a_contact_in_which_she_is_told_ends_the_road_of_the_review(road):
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    reviewed(road, road.right)
    early = road.at - timedelta(days=1)
    call(road, "REVIEW_OUTCOME", road.suspects[0], who="liaison", contacted_at=early)
    # By the police, although it was the CPS's decision.
    call(road, "REVIEW_OUTCOME", road.suspects[0])
    assert now(road.right).status == "DECIDED"
    told = call(road, "REVIEW_OUTCOME", road.suspects[0], who="liaison")
    right = now(road.right)
    assert right.status == "TOLD" and right.clock.closed_at == told.at
    step = ReviewStep.objects.unscoped("test").get(right=right, verb="tell_review_outcome")
    assert (step.by.name, step.on) == ("Lia Liaison", road.at.date())


def test_nobody_decides_on_what_has_moved_meanwhile(road):
    named(road, road.right)
    told = refused(decide, road, road.right, version=1)
    assert told == "This has changed since you opened it. Read it again, then decide."


@pytest.mark.django_db(transaction=True)
def test_two_outcomes_at_once_make_one_and_reopen_once():
    road = decided_against(cast())
    right = asked(road)
    named(road, right)
    right, at = now(right), road.at
    facts = {"right": right, "at": at, "version": right.version, "text": "Afresh."}
    mona = scope(road.cast.manager, at)

    def act(outcome):
        return lambda: vrr_outcomes.decide_review(by=mona, outcome=outcome, **facts)

    outcomes = at_once(road.case, act("OVERTURNED"), act("STANDS"))
    [refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(refusal).startswith("This request is at another stage now")
    assert ReviewersReasons.objects.unscoped("test").count() == 1
    reopened = now(right).outcome == "OVERTURNED"
    assert (road.suspect().state == "READY_TO_ALLOCATE") is reopened
