"""A telling that is recorded later but happened first counts, and all pages show one day."""

from datetime import timedelta

import pytest

from devtools.case_builder import scope
from devtools.letter_steps import road_before_charge, sent
from pilots.actions.packs import _days_until_victim_told
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed
from tests.support.victims.vrr_requests import asked, call, record_of
from victims.actions import duties, letter_dispatch, reviewable_decisions
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.queries.contacts import last_news_told
from victims.vrr_rules import ReviewableDecision

pytestmark = pytest.mark.django_db


@standing
def road():
    road = road_before_charge()
    no_further_action(road, road.suspects[0])
    duties.recompute_all_duties(at=road.at)
    road.decided_on = road.at.date()
    return road


def nfa(road):
    [duty] = owed(road, what="NFA")
    return duty


def days(road):
    """The day the victim was told, by the duty, the time to ask and the pack."""
    [found] = reviewable_decisions.reviewable_decisions_of_victim(record_of(road), side="CPS")
    told_on = found.decisions[ReviewableDecision.CPS_NO_CHARGE].told_on
    after = _days_until_victim_told(road.case, road.suspects[0], road.decided_on)
    return nfa(road).kept_at.date(), told_on, road.decided_on + timedelta(days=after)


def test_a_call_that_is_written_down_after_a_later_one_is_the_first(road):
    road.at += timedelta(days=10)
    call(road, "NFA", road.suspects[0], who="liaison")
    earlier = road.at - timedelta(days=9, hours=1)
    call(road, "NFA", road.suspects[0], who="officer", contacted_at=earlier)
    assert days(road) == (earlier.date(),) * 3
    duty = nfa(road)
    assert duty.kept_at == duty.told.reached_at == earlier and not duty.is_open
    page = said(as_(road.cast.liaison).get(at("see-duties", road.victim)))
    assert "Told in time" in page and cases_with_unsettled_duties() == []


def test_a_letter_that_had_arrived_before_a_call_is_the_first(road):
    letter = sent(road, kind="NFA", means="POST")
    about = {"letter": letter, "result": "POSTED"}
    road.do(letter_dispatch.record_letter_result, "liaison", **about)
    arrived = road.at.date() + timedelta(days=2)
    road.at += timedelta(days=20)
    call(road, "NFA", road.suspects[0], who="liaison")
    assert days(road) == (road.at.date(),) * 3
    about = {"letter": letter, "result": "DELIVERED", "on": arrived}
    road.do(letter_dispatch.record_letter_result, "liaison", **about)
    assert days(road) == (arrived,) * 3


def test_back_after_all_it_is_the_call_again(road):
    test_a_letter_that_had_arrived_before_a_call_is_the_first(road)
    letter = nfa(road).told.sending.letter
    about = {"letter": letter, "result": "CAME_BACK"}
    road.do(letter_dispatch.record_letter_result, "liaison", **about)
    assert days(road) == (road.at.date(),) * 3


def test_what_was_said_before_the_decision_is_of_another(road):
    call(road, "NFA", road.suspects[0], who="liaison")
    kept_at = nfa(road).kept_at
    before = road.at - timedelta(days=3)
    call(road, "NFA", road.suspects[0], who="officer", contacted_at=before)
    assert nfa(road).kept_at == kept_at


def test_the_page_of_a_request_and_that_of_contacts_say_the_day_that_counts_and_one_last_day(road):
    """A request states a later day than a contact that is recorded afterwards."""
    road.at += timedelta(days=10)
    said_on = road.at.date() - timedelta(days=1)
    asked(road, who="liaison", told_on=said_on)
    earlier = road.at - timedelta(days=9)
    call(road, "NFA", road.suspects[0], who="officer", contacted_at=earlier)
    client, victim = as_(road.cast.liaison), road.victim
    page = said(client.get(at("see-review-requests", victim)))
    day = f"{earlier:%-d %B %Y}"
    assert f"The victim was told {day}" in page and f"Told on {day}" in page
    assert "Two records differ" in page and "Ordinarily asked for by" not in page
    [(_what, contact, reached_at)] = last_news_told(
        record_of(road), scope(road.cast.liaison, road.at)
    )
    assert (contact.by, reached_at) == (road.cast.officer, earlier)
