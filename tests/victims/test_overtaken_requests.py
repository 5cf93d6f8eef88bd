"""A request wrongly found outside a scheme is recorded again, and nobody is told of no review."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import Road, cast
from devtools.letter_steps import record_of
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned
from tests.support.victims.vrr_requests import of_the_police
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.models import RightToReview

pytestmark = pytest.mark.django_db


@standing
def road():
    """A case that was not referred, with a suspect visible to both sides."""
    morning = timezone.now().replace(hour=9)  # each day of the road must be over
    road = Road(cast(), at=morning - timedelta(days=9))
    suspect = road.suspects[0]
    type(suspect).objects.unscoped("test").filter(pk=suspect.pk).update(only_side="")
    return road


def letter(road):
    about = {"side": "POLICE", "language": "ENGLISH"}
    return facts_of_letter("NO_REVIEW", record_of(road), road.suspects[0], **about)


def duty(road, n=0):
    return owed(road, what="NO_REVIEW_POLICE")[n]


def test_the_duty_and_the_letter_end_through_the_pages(road):
    officer = as_(road.cast.officer)
    today = timezone.localdate()
    typed = {
        "decision": "1:POLICE_NO_CHARGE", "asked_not_to_proceed": "no", "told_by": "PHONE",
        "decided_by": str(road.cast.officer.pk),
        **day("decided_on", today - timedelta(days=5)),
        **day("told_on", today - timedelta(days=4)), **day("asked_on", today),
    }  # fmt: skip
    address = at("ask-for-review", road.victim)
    page = said(follow(officer, address, **typed, is_interviewed="no"))
    assert "Tell the victim so, and why" in page
    assert duty(road).is_open and letter(road)["cases"][2:] == ["not_interviewed"]
    page = said(follow(officer, address, **typed, is_interviewed="yes"))
    assert "Tell the victim so, and why" not in page
    assert "A later request about the same decision has replaced this one." in page
    assert (duty(road).is_open, duty(road).ended_because) == (False, "CORRECTED")
    assert duty(road).clock.closed_at and cases_with_unsettled_duties() == []
    with pytest.raises(NothingToTell):
        letter(road)
    page = said(officer.get(at("see-duties", road.victim)))
    assert "and why: suspect 1 Not to be told : The record it depends on was corrected" in page
    assert RightToReview.objects.unscoped("test").filter(status="ASKED").count() == 1


def test_what_was_decided_is_the_same_though_it_was_called_otherwise(road):
    of_the_police(road, reviewed="POLICE_OTHER_CHARGE")
    road.at += timedelta(hours=1)
    assert of_the_police(road).status == "ASKED"
    assert duty(road).ended_because == "CORRECTED"


def test_recorded_again_and_outside_the_scheme_again_it_is_owed_once_for_the_later_one(road):
    of_the_police(road, is_interviewed=False)
    road.at += timedelta(hours=1)
    second = of_the_police(road, reviewed="POLICE_OUT_OF_COURT")
    reckoned(road)
    still_open = [each for each in owed(road, what="NO_REVIEW_POLICE") if each.is_open]
    assert [each.source for each in still_open] == [str(second.pk)]
    assert letter(road)["cases"][2:] == ["out_of_court"]


def test_a_request_about_another_decision_takes_no_place(road):
    asked_on = road.at.date()
    of_the_police(road, is_interviewed=False)
    road.at += timedelta(days=3)
    of_the_police(road, decided_on=asked_on + timedelta(days=2))  # decided after the request
    assert duty(road).is_open
    assert letter(road)["cases"][2:] == ["not_interviewed"]


def test_a_request_of_another_victim_takes_no_place(road):
    of_the_police(road, is_interviewed=False)
    other = Road(road.cast, at=road.at + timedelta(hours=1))
    of_the_police(other)
    reckoned(road)
    assert duty(road).is_open
