"""What ended for good stays owed to its victim once the decision to charge is set aside."""

import pytest

from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.decisions import no_further_action
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import news_owed_to, record_of, tell_victim
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from victims.actions import duty_facts_sql
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db

REVIEWS = {"NO_EVIDENCE": "CPS_NO_EVIDENCE", "ON_FILE": "CPS_ON_FILE"}
FOR_GOOD = pytest.mark.parametrize("kind", list(REVIEWS))


@module_fixture
def builder():
    """A suspect charged with counts about two victims; the first asks for a review later."""
    return charge_two_victims(cast())


@pytest.fixture(autouse=True)
def held_before(monkeypatch, builder):
    """ADR 94 holds before the day of these cases."""
    monkeypatch.setattr(duty_facts_sql, "DECIDED_AGAIN_SINCE", builder.at.date())


def stop_all(builder, kind):
    """The second victim's charge ends for good, the first's are discontinued."""
    suspect = builder.suspects[0]
    stop_charges_of(builder, charges=laid_about(suspect, builder.second), kind=kind)
    stop_charges_of(builder, charges=laid_about(suspect, builder.victim))


def set_aside(builder):
    """A review that the first victim asked for sets the decision to charge aside."""
    tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", "STOPPED")
    right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED")
    complete_review(builder, right, "OVERTURNED")
    assert builder.suspect().state == "READY_TO_ALLOCATE"


def reviewable(builder, victim):
    [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
    return found.decisions


def letter(builder, victim):
    return facts_of_letter(
        "STOPPED", record_of(victim), builder.suspect(), side="CPS", language="ENGLISH"
    )


@FOR_GOOD
def test_the_victim_is_still_told_how_it_ended(builder, kind):
    stop_all(builder, kind)
    told_before = letter(builder, builder.second)
    set_aside(builder)
    now = news_owed_to(builder, builder.second)
    assert kind in now and "DECIDED_AGAIN" not in now
    assert "DISCONTINUED" not in news_owed_to(builder, builder.victim)
    found = letter(builder, builder.second)
    assert found["stopped_on"] == told_before["stopped_on"]
    assert {kind.lower(), "part_one"} <= set(found["cases"])
    with pytest.raises(NothingToTell):
        letter(builder, builder.victim)
    tell_victim(builder, builder.second, builder.suspect(), "STOPPED")
    assert kind not in news_owed_to(builder, builder.second)


@FOR_GOOD
def test_and_can_ask_for_the_same_review(builder, kind):
    stop_all(builder, kind)
    tell_victim(builder, builder.second, builder.suspect(), "STOPPED")
    before = reviewable(builder, builder.second)[REVIEWS[kind]]
    set_aside(builder)
    assert reviewable(builder, builder.second) == {REVIEWS[kind]: before}
    right = ask_for_review_today(builder, reviewed=REVIEWS[kind], of=builder.second)
    complete_review(builder, right, "STANDS")
    assert builder.suspect().state == "READY_TO_ALLOCATE"
    assert reviewable(builder, builder.victim) == {}


def test_beside_what_is_decided_since(builder):
    stop_all(builder, "NO_EVIDENCE")
    set_aside(builder)
    builder.give_case([builder.suspect()])
    builder.review()
    no_further_action(builder, builder.suspect())
    assert set(reviewable(builder, builder.second)) == {"CPS_NO_EVIDENCE", "CPS_NO_CHARGE"}
    assert set(reviewable(builder, builder.victim)) == {"CPS_NO_CHARGE"}


@pytest.mark.parametrize("order", [
    ("NO_EVIDENCE", "DISCONTINUED"), ("DISCONTINUED", "NO_EVIDENCE"),
])  # fmt: skip
def test_not_while_another_charge_about_them_is_decided_again(builder, order):
    for charge, kind in zip(laid_about(builder.suspects[0], builder.victim), order, strict=True):
        stop_charges_of(builder, charges=[charge], kind=kind)
    stop_charges_of(builder, charges=laid_about(builder.suspects[0], builder.second))
    assert len(laid_against(builder.suspects[0])) == 3
    assert {"ALTERED", order[1]} <= news_owed_to(builder, builder.victim)
    tell_victim(builder, builder.second, builder.suspect(), "CHARGE", "STOPPED")
    right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED", of=builder.second)
    complete_review(builder, right, "OVERTURNED")
    assert reviewable(builder, builder.victim) == {}
    assert not news_owed_to(builder, builder.victim) & {"ALTERED", *order}
    with pytest.raises(NothingToTell):
        letter(builder, builder.victim)


def test_what_was_replaced_before_it_ended_for_good_stands_against_nothing(builder):
    suspect = builder.suspects[0]
    [theirs] = laid_about(suspect, builder.second)
    new = replace_charge_of(builder, theirs).replacements.get()
    stop_charges_of(builder, charges=[new], kind="NO_EVIDENCE")
    stop_charges_of(builder, charges=laid_about(suspect, builder.victim))
    set_aside(builder)
    assert "NO_EVIDENCE" in news_owed_to(builder, builder.second)
    assert "no_evidence" in letter(builder, builder.second)["cases"]
