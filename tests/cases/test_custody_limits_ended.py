"""When a custody time limit no longer applies, and the words that its pages use."""

import pytest

from cases.decisions.actions import charges
from tests.cases.test_custody_limits_by_charge import (
    correct,
    day_of,
    limit,
    record_custody_of,
    record_limit,
    why_not,
)
from tests.cases.test_custody_limits_over_reports import charged
from tests.support.cases.charge_stops import laid_against, stop_charges_of
from tests.support.cases.charges import answer_report
from tests.support.cases.counts import count_alleged, count_not_alleged
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """One suspect, charged with two counts and remanded."""
    return charged(count_alleged, count_not_alleged)


@pytest.fixture
def laid(builder):
    return laid_against(builder.suspects[0])


class TestEnds:
    def test_a_plea_of_guilty_ends_that_of_its_charge(self, builder, laid):
        record_limit(builder, 60, laid[0])
        record_limit(builder, 90, laid[1])
        record_limit(builder, 15, laid[0], kind="PLEA", result="GUILTY")
        assert limit(builder) == day_of(90)
        record_limit(builder, 15, laid[1], kind="PLEA", result="NOT_GUILTY")
        assert limit(builder) == day_of(90)

    def test_a_trial_does_that_is_recorded_once_it_has_begun(self, builder):
        record_limit(builder, 60)
        trial = record_limit(builder, 18, kind="TRIAL")
        assert limit(builder) is None
        correct(builder, trial, on=day_of(30))
        assert limit(builder) == day_of(60)

    def test_the_day_of_a_listed_trial_does_not_say_that_it_began(self, builder):
        record_limit(builder, 60)
        record_limit(builder, 20, kind="TRIAL")
        assert builder.at.date() < day_of(20)
        builder.at += day_of(25) - day_of(19)
        record_limit(builder, 24, kind="HEARING", detail="Case management")
        assert limit(builder) == day_of(60)

    def test_of_one_that_applies_no_more_the_day_of_the_police_does_not_count(self, builder, laid):
        record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(50))
        fact = record_limit(builder, 60)
        ended = correct(builder, fact, result="ENDED", reason="The trial has begun.")
        assert limit(builder) is None and ended.on == day_of(60)
        text = why_not(correct, builder, ended, result="ENDED", reason="Again.")
        assert text == "Nothing has changed. Change what was recorded, or go back."
        correct(builder, ended, on=day_of(70), reason="The jury was discharged.")
        assert limit(builder) == day_of(70)

    def test_it_is_said_of_a_charge_that_was_stopped_too(self, builder, laid):
        fact = record_limit(builder, 60)
        answer_report(builder, charges.accept_charge_report)
        stop_charges_of(builder, charges=laid)
        assert correct(builder, fact, result="ENDED", reason="All stopped.").result == "ENDED"


class TestWords:
    def test_the_form_asks_of_a_limit_and_not_of_a_hearing(self, builder):
        fact = record_limit(builder, 60)
        browser = client_for(builder.cast.prosecutor)
        address = page_url("correct-court-fact", fact)
        page = page_text(browser.get(address))
        assert "It no longer applies, for example because the trial has begun" in page
        assert "It was recorded in error" in page and "did not take place" not in page
        assert "that the court extended it" in page
        told = page_text(
            submit_form(
                browser, address, what="ended", reason="The trial began today, before the limit."
            )
        )
        assert "Custody time limit ends: No longer applies" in told
        assert limit(builder) is None

    def test_one_recorded_in_error_is_said_to_be(self, builder):
        fact = record_limit(builder, 60)
        browser = client_for(builder.cast.prosecutor)
        address = page_url("correct-court-fact", fact)
        told = page_text(
            submit_form(browser, address, what="void", reason="It is the limit of another case.")
        )
        assert "Recorded in error" in told and "Did not take place" not in told

    def test_nobody_waits_for_it_in_court(self, builder):
        record_limit(builder, 60)
        page = client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case))
        assert "Custody time limit ends" in page_text(page)
        assert "Still to come" not in page_text(page)
        record_limit(builder, 61, kind="TRIAL")
        page = client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case))
        assert "Still to come" in page_text(page)
