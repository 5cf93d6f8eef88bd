"""Facts in letters: about this victim and this suspect, and visible to both sides."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from devtools.case_builder import Road, cast
from devtools.letter_steps import charge, record_of, road_before_charge, road_to_charge
from tests.support.cases import decisions
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import standing
from victims.actions.letter_facts import (
    NothingToTell,
    facts_of_letter,
    suspects_known_to_both_sides,
)
from victims.models import ReviewStep, RightToReview

pytestmark = pytest.mark.django_db


@standing
def road():
    """Two suspects: two victims accuse the first, one of them also the second."""
    road = Road(cast(), suspects=2)
    road.second_victim = road.do(cases.add_victim, "officer", case=road.case)
    road.other = offence_of_today(3)
    road.do(
        cases.add_allegation, "officer", case=road.case, victim=road.second_victim,
        suspect=road.suspects[0], offence=road.other, from_on=date(2026, 1, 11),
    )  # fmt: skip
    return road.allocate().review()


def facts(kind, road, n=0, record=None):
    record = record or record_of(road)
    return facts_of_letter(kind, record, road.suspects[n], side="CPS", language="ENGLISH")


def test_a_decision_is_told_with_what_this_victim_alleged_and_the_ground(road):
    decisions.no_further_action(road, road.suspects[0])
    found = facts("NFA", road)
    assert "evidential" in found["cases"] and road.other.title not in found["allegations"]
    assert not any(each.surname in str(found) for each in road.suspects)
    with pytest.raises(NothingToTell, match="No decision to take no further action"):
        facts("NFA", road, n=1)


def test_a_decision_that_waits_for_its_second_reader_is_not_told(road):
    decisions.propose(road, road.suspects[0])
    with pytest.raises(NothingToTell):
        facts("NFA", road)


def test_what_came_of_a_review_is_told_with_the_day_it_was_decided(road):
    with pytest.raises(NothingToTell, match="No outcome of a review"):
        facts("REVIEW_OUTCOME", road)
    reviewed(road, outcome="OVERTURNED")
    found = facts("REVIEW_OUTCOME", road)
    assert "overturned" in found["cases"] and found["decided_on"] == "3 March 2026"


def reviewed(road, **facts):
    """A decided VRR request, stored directly."""
    row, day = {"case": road.case, "by": road.cast.prosecutor, "at": road.at}, date(2026, 3, 1)
    right = RightToReview.objects.unscoped("test").create(
        record=record_of(road), suspect=road.suspects[0], reviewed="CPS_NO_CHARGE", side="CPS",
        decided_on=day, told_on=day, asked_on=day, ask_by=day, ask_rule="test", status="DECIDED",
        is_charged_in_part=False, asked_not_to_proceed=False, reviewer=road.cast.manager,
        **row, **facts,
    )  # fmt: skip
    ReviewStep.objects.unscoped("test").create(
        right=right, verb="decide_review", on=date(2026, 3, 3), **row
    )


def test_what_the_police_keep_to_themselves_is_in_no_letter(road):
    assert suspects_known_to_both_sides(record_of(road)) == road.suspects
    assert suspects_known_to_both_sides(record_of(road, road.second_victim)) == road.suspects[:1]
    assert suspects_known_to_both_sides(record_of(Road(road.cast).write())) == []


def test_a_charge_about_another_victim_is_not_told_to_this_one():
    road = road_to_charge()
    second = road.do(cases.add_victim, "officer", case=road.case)
    with pytest.raises(NothingToTell):
        facts("CHARGE", road, record=record_of(road, second))


def test_two_victims_are_each_told_the_charge_about_them():
    mine, theirs = offence_of_today(1), offence_of_today(2)
    road = road_before_charge()
    second = road.do(cases.add_victim, "officer", case=road.case)
    charge(road, road.suspects[0], mine, others=[(second, theirs)])
    for victim, offence in ((road.victim, mine), (second, theirs)):
        assert facts("CHARGE", road, record=record_of(road, victim))["charges"] == [offence.title]
