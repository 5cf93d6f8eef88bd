"""A request wrongly found outside a scheme is recorded again, and nobody is told of no review."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast
from devtools.letter_steps import record_of
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties
from tests.support.victims.vrr_requests import ask_for_police_review
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.models import RightToReview

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A case that was not referred, with a suspect visible to both sides."""
    morning = timezone.now().replace(hour=9)  # each day of the case must be over
    builder = CaseBuilder(cast(), at=morning - timedelta(days=9))
    suspect = builder.suspects[0]
    type(suspect).objects.unscoped("test").filter(pk=suspect.pk).update(only_side="")
    return builder


def facts_of_letter_now(builder):
    about = {"side": "POLICE", "language": "ENGLISH"}
    return facts_of_letter("NO_REVIEW", record_of(builder), builder.suspects[0], **about)


def nth_duty(builder, n=0):
    return duties_owed(builder, what="NO_REVIEW_POLICE")[n]


def test_the_duty_and_the_letter_end_through_the_pages(builder):
    officer = client_for(builder.cast.officer)
    today = timezone.localdate()
    typed = {
        "decision": "1:POLICE_NO_CHARGE", "asked_not_to_proceed": "no", "told_by": "PHONE",
        "decided_by": str(builder.cast.officer.pk),
        **date_parts("decided_on", today - timedelta(days=5)),
        **date_parts("told_on", today - timedelta(days=4)), **date_parts("asked_on", today),
    }  # fmt: skip
    address = page_url("ask-for-review", builder.victim)
    page = page_text(submit_form(officer, address, **typed, is_interviewed="no"))
    assert "Tell the victim so, and why" in page
    assert nth_duty(builder).is_open and facts_of_letter_now(builder)["cases"][2:] == [
        "not_interviewed"
    ]
    page = page_text(submit_form(officer, address, **typed, is_interviewed="yes"))
    assert "Tell the victim so, and why" not in page
    assert "A later request about the same decision has replaced this one." in page
    assert (nth_duty(builder).is_open, nth_duty(builder).ended_because) == (False, "CORRECTED")
    assert nth_duty(builder).clock.closed_at and cases_with_unsettled_duties() == []
    with pytest.raises(NothingToTell):
        facts_of_letter_now(builder)
    page = page_text(officer.get(page_url("see-duties", builder.victim)))
    assert "and why: suspect 1 Not to be told : The record it depends on was corrected" in page
    assert RightToReview.objects.unscoped("test").filter(status="ASKED").count() == 1


def test_the_same_decision_under_another_name_is_the_same(builder):
    ask_for_police_review(builder, reviewed="POLICE_OTHER_CHARGE")
    builder.at += timedelta(hours=1)
    assert ask_for_police_review(builder).status == "ASKED"
    assert nth_duty(builder).ended_because == "CORRECTED"


def test_recorded_again_and_outside_the_scheme_again_it_is_owed_once_for_the_later_one(builder):
    ask_for_police_review(builder, is_interviewed=False)
    builder.at += timedelta(hours=1)
    second = ask_for_police_review(builder, reviewed="POLICE_OUT_OF_COURT")
    recomputed_duties(builder)
    still_open = [each for each in duties_owed(builder, what="NO_REVIEW_POLICE") if each.is_open]
    assert [each.source for each in still_open] == [str(second.pk)]
    assert facts_of_letter_now(builder)["cases"][2:] == ["out_of_court"]


def test_a_request_about_another_decision_takes_no_place(builder):
    asked_on = builder.at.date()
    ask_for_police_review(builder, is_interviewed=False)
    builder.at += timedelta(days=3)
    ask_for_police_review(
        builder, decided_on=asked_on + timedelta(days=2)
    )  # decided after the request
    assert nth_duty(builder).is_open
    assert facts_of_letter_now(builder)["cases"][2:] == ["not_interviewed"]


def test_a_request_of_another_victim_takes_no_place(builder):
    ask_for_police_review(builder, is_interviewed=False)
    other = CaseBuilder(builder.cast, at=builder.at + timedelta(hours=1))
    ask_for_police_review(other)
    recomputed_duties(builder)
    assert nth_duty(builder).is_open
