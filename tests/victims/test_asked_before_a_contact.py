"""A VRR request from before the day on which a contact or letter says that the victim was told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.letter_steps import build_case_before_charge, send_letter_of
from people.access.scopes import Refused
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed
from tests.support.victims.vrr_requests import ask_for_review_today, tell_by_phone
from tests.victims.test_known_to_have_been_told import record_result_of
from victims.actions import duties
from victims.models import RightToReview

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = build_case_before_charge()
    no_further_action(builder, builder.suspects[0])
    duties.recompute_all_duties(at=builder.at)
    return builder


def move_on(builder, days):
    builder.at += timedelta(days=days)
    return builder.at.date()


@pytest.fixture
def letter_delivered_on_day_ten(builder):
    """A letter posted on day 1, asked about on day 8, delivered on day 10; today is day 12."""
    letter = send_letter_of(builder, kind="NFA", means="POST")
    record_result_of(builder, letter, "POSTED")
    begun = builder.at.date()
    move_on(builder, 12)
    record_result_of(builder, letter, "DELIVERED", on=begun + timedelta(days=10))
    return begun


def test_the_day_that_the_victim_states_counts_and_the_difference_is_shown(
    builder, letter_delivered_on_day_ten
):
    had, wanted = (letter_delivered_on_day_ten + timedelta(days=n) for n in (7, 8))
    right = ask_for_review_today(builder, told_on=had, asked_on=wanted)
    assert (right.status, right.told_on, right.asked_on) == ("ASKED", had, wanted)
    assert duties_owed(builder, what="NFA")[0].kept_at.date() == had  # every page has the same day
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    contact = letter_delivered_on_day_ten + timedelta(days=10)
    assert f"told on {had:%-d %B %Y}, a contact says {contact:%-d %B %Y}" in page
    assert "the day that they say counts" in page


def test_without_it_the_refusal_asks_for_that_day(builder, letter_delivered_on_day_ten):
    with pytest.raises(Refused, match="Enter the day on which they say that they were told"):
        ask_for_review_today(
            builder, told_on=None, asked_on=letter_delivered_on_day_ten + timedelta(days=8)
        )


def test_a_call_recorded_for_a_later_day_refuses_no_request_either(builder):
    begun = builder.at.date()
    move_on(builder, 10)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    had, wanted = begun + timedelta(days=7), begun + timedelta(days=8)
    right = ask_for_review_today(builder, told_on=had, asked_on=wanted)
    assert (right.told_on, right.ask_by > wanted) == (had, True)
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    assert "the day that they say counts" in page


def test_a_day_after_the_request_is_refused_whatever_a_contact_says(builder):
    begun = builder.at.date()
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    move_on(builder, 9)
    with pytest.raises(Refused, match="cannot have asked before they were told"):
        ask_for_review_today(
            builder, told_on=begun + timedelta(days=5), asked_on=begun + timedelta(days=4)
        )


def test_a_call_after_they_asked_is_no_difference(builder):
    ask_for_review_today(builder, told_on=builder.at.date())
    move_on(builder, 3)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    assert "Two records differ" not in page


def test_the_page_takes_the_day_though_a_contact_says_one(builder):
    begun, now = builder.at.date(), timezone.localdate()
    move_on(builder, 10)
    tell_by_phone(builder, "NFA", builder.suspects[0], who="liaison")
    had, wanted = begun + timedelta(days=7), begun + timedelta(days=8)
    assert wanted < now
    typed = {"decision": "1:CPS_NO_CHARGE", "asked_not_to_proceed": "no"}
    typed |= date_parts("told_on", had) | date_parts("asked_on", wanted)
    client = client_for(builder.cast.liaison)
    page = page_text(submit_form(client, page_url("ask-for-review", builder.victim), **typed))
    assert "Two records differ" in page
    assert RightToReview.objects.unscoped("test").get().told_on == had
