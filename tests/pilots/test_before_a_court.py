"""A suspect is before a court from the day of the first hearing on, and not once it is listed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.court_facts import record_in_court
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.monthly_figures import count_each_case_once

pytestmark = pytest.mark.django_db

START = timezone.now().replace(hour=9) - timedelta(days=3)
LONDON = ZoneInfo("Europe/London")
LISTED_FOR = START.date() + timedelta(days=20)


def charged():
    made = CaseBuilder(cast(), at=START).allocate()
    authorise_charge_of(made)
    report_charge_of(made)
    return made


@module_fixture
def listed_ahead():
    """Charged, with a first hearing in three weeks."""
    made = charged()
    record_in_court(made, "FIRST_HEARING", on=LISTED_FOR)
    return made


def answers(builder, at):
    """What is counted of the suspect at a moment, and when it is counted again."""
    with count_each_case_once():
        measure_refresh.refresh_measures(at=at)
    row = Occasion.objects.get(measure="suspects", about=builder.suspects[0].pk)
    return row.answers.split(), row.look_at


def test_a_hearing_that_is_listed_ahead_is_not_before_a_court_yet(listed_ahead):
    said, look_at = answers(listed_ahead, listed_ahead.at)
    assert "charged:YES" in said and "in-court:NO" in said
    assert look_at == datetime.combine(LISTED_FOR, datetime.min.time(), LONDON)


@pytest.mark.parametrize(("minutes", "answer"), [(-1, "NO"), (1, "YES")])
def test_it_is_on_the_day_of_the_hearing_without_anybody_s_act(listed_ahead, minutes, answer):
    answers(listed_ahead, listed_ahead.at)
    midnight = datetime.combine(LISTED_FOR, datetime.min.time(), LONDON)
    said, look_at = answers(listed_ahead, midnight + timedelta(minutes=minutes))
    assert f"in-court:{answer}" in said
    assert (look_at is None) == (answer == "YES")


def test_whoever_was_before_a_court_stays_so_while_the_trial_is_listed():
    made = charged()
    record_in_court(made, "FIRST_HEARING")
    record_in_court(made, "TRIAL", on=LISTED_FOR)
    said, look_at = answers(made, made.at)
    assert "in-court:YES" in said and look_at is None
