"""A VRR request from before the day on which a contact or letter says that the victim was told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.letter_steps import road_before_charge, sent
from people.access.scopes import Refused
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed
from tests.support.victims.vrr_requests import asked, call
from tests.victims.test_known_to_have_been_told import result
from victims.actions import duties
from victims.models import RightToReview

pytestmark = pytest.mark.django_db


@standing
def road():
    road = road_before_charge()
    no_further_action(road, road.suspects[0])
    duties.recompute_all_duties(at=road.at)
    return road


def later(road, days):
    road.at += timedelta(days=days)
    return road.at.date()


@pytest.fixture
def letter_of_the_tenth(road):
    """A letter posted on day 1, asked about on day 8, delivered on day 10; today is day 12."""
    letter = sent(road, kind="NFA", means="POST")
    result(road, letter, "POSTED")
    begun = road.at.date()
    later(road, 12)
    result(road, letter, "DELIVERED", on=begun + timedelta(days=10))
    return begun


def test_the_day_that_she_says_counts_and_the_difference_is_shown(road, letter_of_the_tenth):
    had, wanted = (letter_of_the_tenth + timedelta(days=n) for n in (7, 8))
    right = asked(road, told_on=had, asked_on=wanted)
    assert (right.status, right.told_on, right.asked_on) == ("ASKED", had, wanted)
    assert owed(road, what="NFA")[0].kept_at.date() == had  # every page has the same day
    page = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    contact = letter_of_the_tenth + timedelta(days=10)
    assert f"told on {had:%-d %B %Y}, a contact says {contact:%-d %B %Y}" in page
    assert "the day that they say counts" in page


def test_without_it_the_refusal_asks_for_that_day(road, letter_of_the_tenth):
    with pytest.raises(Refused, match="Enter the day on which they say that they were told"):
        asked(road, told_on=None, asked_on=letter_of_the_tenth + timedelta(days=8))


def test_a_call_written_down_for_a_later_day_refuses_nobody_either(road):
    begun = road.at.date()
    later(road, 10)
    call(road, "NFA", road.suspects[0], who="liaison")
    had, wanted = begun + timedelta(days=7), begun + timedelta(days=8)
    right = asked(road, told_on=had, asked_on=wanted)
    assert (right.told_on, right.ask_by > wanted) == (had, True)
    page = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    assert "the day that they say counts" in page


def test_a_day_after_they_asked_is_refused_whatever_a_contact_says(road):
    begun = road.at.date()
    call(road, "NFA", road.suspects[0], who="liaison")
    later(road, 9)
    with pytest.raises(Refused, match="cannot have asked before they were told"):
        asked(road, told_on=begun + timedelta(days=5), asked_on=begun + timedelta(days=4))


def test_a_call_after_they_asked_is_no_difference(road):
    asked(road, told_on=road.at.date())
    later(road, 3)
    call(road, "NFA", road.suspects[0], who="liaison")
    page = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    assert "Two records differ" not in page


def test_the_page_takes_the_day_though_a_contact_says_one(road):
    begun, now = road.at.date(), timezone.localdate()
    later(road, 10)
    call(road, "NFA", road.suspects[0], who="liaison")
    had, wanted = begun + timedelta(days=7), begun + timedelta(days=8)
    assert wanted < now
    typed = {"decision": "1:CPS_NO_CHARGE", "asked_not_to_proceed": "no"}
    typed |= day("told_on", had) | day("asked_on", wanted)
    client = as_(road.cast.liaison)
    page = said(follow(client, at("ask-for-review", road.victim), **typed))
    assert "Two records differ" in page
    assert RightToReview.objects.unscoped("test").get().told_on == had
