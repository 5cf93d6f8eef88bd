"""A telling that is recorded later but happened first counts, and all pages show one day."""

from datetime import timedelta

import pytest

from devtools.case_builder import scope
from devtools.letter_steps import build_case_before_charge, send_letter_of
from pilots.actions.packs import _days_until_victim_told
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed
from tests.support.victims.vrr_requests import ask_for_review_today, record_of, tell_by_phone
from victims.actions import duties, letter_dispatch, reviewable_decisions
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.queries.contacts import last_news_told
from victims.vrr_rules import ReviewableDecision

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = build_case_before_charge()
    no_further_action(builder, builder.suspects[0])
    duties.recompute_all_duties(at=builder.at)
    builder.decided_on = builder.at.date()
    return builder


def nfa_duty(builder):
    [duty] = duties_owed(builder, what="NFA")
    return duty


def days_told(builder):
    """The day the victim was told, by the duty, the time to ask and the pack."""
    [found] = reviewable_decisions.reviewable_decisions_of_victim(record_of(builder), side="CPS")
    told_on = found.decisions[ReviewableDecision.CPS_NO_CHARGE].told_on
    after = _days_until_victim_told(builder.case, builder.suspects[0], builder.decided_on)
    return nfa_duty(builder).kept_at.date(), told_on, builder.decided_on + timedelta(days=after)


def test_a_call_that_is_written_down_after_a_later_one_is_the_first(builder):
    builder.at += timedelta(days=10)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    earlier = builder.at - timedelta(days=9, hours=1)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="officer", contacted_at=earlier)
    assert days_told(builder) == (earlier.date(),) * 3
    duty = nfa_duty(builder)
    assert duty.kept_at == duty.told.reached_at == earlier and not duty.is_open
    page = page_text(client_for(builder.cast.liaison).get(page_url("see-duties", builder.victim)))
    assert "Told in time" in page and cases_with_unsettled_duties() == []


def test_a_letter_that_had_arrived_before_a_call_is_the_first(builder):
    letter = send_letter_of(builder, kind="NFA", means="POST")
    about = {"letter": letter, "result": "POSTED"}
    builder.do(letter_dispatch.record_letter_result, "liaison", **about)
    arrived = builder.at.date() + timedelta(days=2)
    builder.at += timedelta(days=20)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    assert days_told(builder) == (builder.at.date(),) * 3
    about = {"letter": letter, "result": "DELIVERED", "on": arrived}
    builder.do(letter_dispatch.record_letter_result, "liaison", **about)
    assert days_told(builder) == (arrived,) * 3


def test_back_after_all_it_is_the_call_again(builder):
    test_a_letter_that_had_arrived_before_a_call_is_the_first(builder)
    letter = nfa_duty(builder).told.sending.letter
    about = {"letter": letter, "result": "CAME_BACK"}
    builder.do(letter_dispatch.record_letter_result, "liaison", **about)
    assert days_told(builder) == (builder.at.date(),) * 3


def test_news_told_before_the_decision_is_of_another_decision(builder):
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    kept_at = nfa_duty(builder).kept_at
    before = builder.at - timedelta(days=3)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="officer", contacted_at=before)
    assert nfa_duty(builder).kept_at == kept_at


def test_the_page_of_a_request_and_that_of_contacts_say_the_day_that_counts_and_one_last_day(
    builder,
):
    """A request states a later day than a contact that is recorded afterwards."""
    builder.at += timedelta(days=10)
    said_on = builder.at.date() - timedelta(days=1)
    ask_for_review_today(builder, who="liaison", told_on=said_on)
    earlier = builder.at - timedelta(days=9)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="officer", contacted_at=earlier)
    client, victim = client_for(builder.cast.liaison), builder.victim
    page = page_text(client.get(page_url("see-review-requests", victim)))
    day = f"{earlier:%-d %B %Y}"
    assert f"The victim was told {day}" in page and f"Told on {day}" in page
    assert "Two records differ" in page and "Ordinarily asked for by" not in page
    [(_what, contact, reached_at)] = last_news_told(
        record_of(builder), scope(builder.cast.liaison, builder.at)
    )
    assert (contact.by, reached_at) == (builder.cast.officer, earlier)
