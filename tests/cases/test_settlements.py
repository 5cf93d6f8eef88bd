"""Challenge resolution: two named people, one of each side, record an outcome together."""

import pytest
from django.db import IntegrityError, transaction

from cases.action_plans.actions import action_items, challenge_resolution, challenges
from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.models import Case, Challenge, ItemEntry
from cases.states import State
from devtools.case_builder import MONDAY, Road, cast, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    """A challenge that the prosecutor has rejected."""
    road = Road(cast(), suspects=2).allocate().plan({})
    road.do(
        challenges.challenge_item, "officer", item=road.items[0], reason="DISPROPORTIONATE",
        text="It is her diary.",
    )  # fmt: skip
    return held(road)


@pytest.fixture
def varied():
    """A variation that the prosecutor has rejected."""
    road = Road(cast(), suspects=2).allocate().plan({})
    road.do(
        challenges.vary_item, "officer", item=road.items[0], proposed_text="One page.", text="x"
    )
    return held(road)


def held(road):
    road.do(
        challenges.answer_challenge, "prosecutor", item=item_of(road), answer="HOLD", text="No."
    )
    return road


def item_of(road):
    return road.items[0]


def question(road):
    return Challenge.objects.unscoped("test").get(item=item_of(road))


def send_up(road, who="officer", **two):
    two = {"inspector": road.cast.inspector, "manager": road.cast.manager} | two
    return road.do(
        challenge_resolution.send_challenge_up, who, item=item_of(road), text="Both pages.", **two
    )


def propose(road, who="inspector", outcome="NOT_UPHELD", **more):
    facts = {"outcome": outcome, "text": "Because."} | more
    return road.do(challenge_resolution.propose_outcome, who, item=item_of(road), **facts)


def answer(road, who="manager", agreed=True, text=""):
    return road.do(
        challenge_resolution.answer_outcome, who, item=item_of(road), is_agreed=agreed, text=text
    )


def refused(stage, call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


def kinds(road):
    rows = ItemEntry.objects.unscoped("test").filter(item=item_of(road)).order_by("at", "pk")
    return [entry.kind for entry in rows]


def told(road, notice):
    rows = Delivery.objects.filter(notice=notice, about=road.case.pk)
    return set(rows.values_list("recipient__name", flat=True))


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_either_side_names_two_people_and_they_are_told(road, who):
    send_up(road, who)
    item = item_of(road)
    assert (item.challenge, item.status) == ("UP", "OPEN")
    assert sorted(item.asked_to_settle) == sorted([road.cast.inspector.pk, road.cast.manager.pk])
    assert told(road, "named_to_settle") == {"Ines Inspector", "Mona Manager"}
    assert road.suspect().also_waits_for == ["CPS"]
    assert kinds(road)[-1] == "SENT_UP"


def test_what_the_prosecutor_has_not_answered_goes_no_further():
    road = Road(cast(), suspects=2).allocate().plan({})
    road.do(challenges.challenge_item, "officer", item=item_of(road), reason="OTHER", text="x")
    assert refused(True, send_up, road) == (
        "The police have questioned this action. The prosecutor answers first."
    )


def test_only_those_who_hold_it_are_named_and_nobody_who_had_a_part(road):
    words = "Select people who can be named now, and who had no part in this question."
    for two in (
        {"inspector": road.cast.supervisor},
        {"manager": road.cast.prosecutor},
        {"inspector": road.cast.manager},
        {"inspector": Road(cast()).cast.inspector},
    ):
        assert refused(True, send_up, road, **two) == words
    grants.grant_capacity(
        "inspect_cases", to=road.cast.officer, on=road.cast.police, by=road.cast.officer, at=MONDAY
    )
    assert refused(True, send_up, road, inspector=road.cast.officer) == words
    assert item_of(road).challenge == "HELD"


def test_a_conflict_or_a_wall_keeps_people_from_being_named(road):
    assert list(inspectors_for(road.case, at=road.at)) == [road.cast.inspector]
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    road.case.refresh_from_db()
    assert not inspectors_for(road.case, at=road.at) and not managers_for(road.case, at=road.at)
    grants.grant_capacity(
        "allowed_on_case", to=road.cast.inspector, on=road.case, by=road.cast.manager, at=MONDAY
    )
    assert list(inspectors_for(road.case, at=road.at)) == [road.cast.inspector]
    in_conflict(road.cast.inspector, road.case, at=MONDAY)
    assert list(inspectors_for(road.case, at=road.at)) == [road.cast.inspector]  # unchanged


def test_one_of_the_two_proposes_and_the_other_agrees_that_the_action_stands(road):
    send_up(road)
    propose(road, "inspector")
    assert item_of(road).asked_to_settle == [road.cast.manager.pk]
    assert told(road, "outcome_proposed") == {"Mona Manager"}
    words = "Only the people named to resolve this, when it is their turn, can do this."
    assert refused(False, answer, road, "inspector") == words
    assert refused(False, propose, road, "officer") == words
    answer(road, "manager")
    item, kept = item_of(road), question(road)
    assert (item.challenge, item.status, item.asked_to_settle) == ("", "OPEN", [])
    assert (kept.status, kept.outcome, kept.outcome_text) == ("SETTLED", "NOT_UPHELD", "Because.")
    assert (kept.outcome_by, kept.agreed_by) == (road.cast.inspector, road.cast.manager)
    assert kinds(road)[-3:] == ["SENT_UP", "PROPOSED", "SETTLED"]
    assert told(road, "item_settled") == {"Olive Officer", "Pia Prosecutor"}
    assert road.suspect().also_waits_for == []


def test_an_upheld_challenge_cancels_the_action_and_the_case_comes_back(road):
    send_up(road)
    propose(road, "manager", "UPHELD")
    answer(road, "inspector")
    assert item_of(road).status == "CANCELLED"
    assert road.suspect().state == State.WITH_PROSECUTOR


def test_an_upheld_variation_is_what_the_action_asks(varied):
    send_up(varied)
    propose(varied, "manager", "UPHELD")
    answer(varied, "inspector")
    item = item_of(varied)
    assert (item.text, item.status) == ("One page.", "OPEN")
    newest = item.versions.unscoped("test").latest("number")
    assert (newest.number, newest.text, newest.reason, newest.side) == (
        2, "One page.", "Because.", "POLICE",
    )  # fmt: skip


def test_what_is_right_in_part_asks_something_else(road):
    send_up(road)
    assert refused(True, propose, road, "manager", "PART").startswith("This is what the action")
    propose(road, "manager", "PART", new_text="The week of the assault.")
    answer(road, "inspector")
    assert (item_of(road).text, item_of(road).status) == ("The week of the assault.", "OPEN")


def test_who_does_not_agree_says_why_and_they_propose_again(road):
    send_up(road)
    propose(road)
    answer(road, agreed=False, text="Not yet.")
    assert item_of(road).challenge == "UP" and len(item_of(road).asked_to_settle) == 2
    assert kinds(road)[-1] == "NOT_SETTLED"
    propose(road, "manager", "UPHELD")
    answer(road, "inspector")
    assert question(road).outcome == "UPHELD"


def test_where_a_further_step_is_configured_two_others_follow(road, settings):
    settings.FURTHER_STEPS = {"South West": 1}
    send_up(road)
    propose(road)
    answer(road, agreed=False, text="No.")
    assert item_of(road).challenge == "UNSETTLED"
    words = "Select people who can be named now, and who had no part in this question."
    assert refused(True, send_up, road) == words
    two = {
        "inspector": person(road.cast.police, "inspect_cases"),
        "manager": person(road.cast.cps, "allocate_cases"),
    }
    send_up(road, **two)
    assert question(road).step == 2
    assert sorted(item_of(road).asked_to_settle) == sorted(each.pk for each in two.values())
    assert refused(False, propose, road, "inspector")


def test_where_one_of_the_two_has_left_others_are_named_at_the_same_step(road):
    send_up(road)
    other = person(road.cast.police, "inspect_cases")
    send_up(road, inspector=other)
    assert (question(road).step, question(road).inspector) == (1, other)
    grants.revoke_capacity("inspect_cases", of=other, on=road.cast.police, by=other, at=road.at)
    by = scope(other, at=road.at)
    assert not action_visible(by, road)


def action_visible(by, road):
    return type(item_of(road)).objects.for_scope(by).filter(pk=item_of(road).pk).exists()


def test_the_police_may_still_leave_it_at_that_and_an_answer_ends_it(road):
    send_up(road)
    road.do(challenges.withdraw_challenge, "officer", item=item_of(road))
    assert (item_of(road).challenge, item_of(road).asked_to_settle) == ("", [])
    assert refused(False, propose, road)


def test_an_action_answered_meanwhile_is_not_settled(road):
    send_up(road)
    propose(road)
    asked = item_of(road)
    road.do(action_items.answer_item, "officer", item=asked, answer="DONE", text="x")
    assert question(road).status == "DROPPED"
    with pytest.raises(Refused):
        road.do(challenge_resolution.answer_outcome, "manager", item=asked, is_agreed=True)
    assert question(road).agreed_by is None


def test_one_human_being_with_two_accounts_is_one_of_the_two_at_most(road):
    two = road.cast.inspector, road.cast.manager
    send_up(road)
    propose(road)
    human = Human.objects.create()
    User.objects.filter(pk__in=[each.pk for each in two]).update(human=human)
    assert refused(False, answer, road) == (
        "You proposed this outcome under another account, so another person must agree."
    )
    again = dict(
        zip(("inspector", "manager"), User.objects.filter(human=human).order_by("pk"), strict=True)
    )
    words = "Select people who can be named now, and who had no part in this question."
    assert refused(True, send_up, road, **again) == words


def test_the_database_lets_nobody_agree_with_themselves(road):
    send_up(road)
    propose(road)
    rows = Challenge.objects.unscoped("test").filter(pk=question(road).pk)
    with pytest.raises(IntegrityError, match="agreed_by_another"), transaction.atomic():
        rows.update(agreed_by=road.cast.inspector)


def test_both_sides_read_who_settles_it_and_each_of_the_two_finds_what_to_do(road):
    people = road.cast
    page = as_(people.officer).get(at("send-challenge-up", item_of(road)))
    assert "Ines Inspector" in said(page) and "Mona Manager" in said(page)
    follow(
        as_(people.officer), at("send-challenge-up", item_of(road)),
        text="Both pages. Both sides know the reason.",
        inspector=people.inspector.pk, manager=people.manager.pk,
    )  # fmt: skip
    for who in (people.officer, people.prosecutor):
        told = said(as_(who).get(at("see-item", item_of(road))))
        assert "Ines Inspector and Mona Manager resolve it together." in told
    case = as_(people.inspector).get(at("see-case", road.case))
    assert at("propose-outcome", item_of(road)) in links(case)
    page = as_(people.inspector).post(
        at("propose-outcome", item_of(road)),
        {
            "version": item_of(road).version,
            "outcome": "PART",
            "text": "Precious words. Both sides know the reason.",
        },
    )
    assert "Enter what the action asks then" in said(page)
    assert "Precious words." in page.content.decode()
    follow(
        as_(people.inspector), at("propose-outcome", item_of(road)), outcome="PART",
        text="Why. Both sides know the reason.",
        new_text="One week.",
    )  # fmt: skip
    page = as_(people.manager).get(at("answer-outcome", item_of(road)))
    assert "One week." in said(page)
    page = follow(as_(people.manager), at("answer-outcome", item_of(road)), is_agreed="yes")
    assert "Resolved by the two people named" in said(page)
    assert item_of(road).text == "One week."
