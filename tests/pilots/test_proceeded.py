"""Stages of a suspect whose prosecution goes on again by leave of a court."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Stretch
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.monthly_figures import count_each_case_once
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = timezone.now().replace(hour=9) - timedelta(days=30)


@module_fixture
def left():
    """Charged on day 2, and left to lie on the file on day 9."""
    made = CaseBuilder(cast(), at=START).allocate()
    made.at = START + timedelta(days=2)
    authorise_charge_of(made)
    report_charge_of(made)
    made.at = START + timedelta(days=9)
    stop_charges_of(made, kind="ON_FILE")
    made.at = START + timedelta(days=15)
    return made


def day_of(n):
    return london_day(START) + timedelta(days=n)


def to_completion(builder):
    """(outcome, last day) of the stage from the charge, as the next counting finds it."""
    with count_each_case_once():
        measure_refresh.refresh_measures(at=builder.at)
    row = Stretch.objects.get(suspect=builder.suspects[0].pk, measure="charge-to-completion")
    return row.outcome, row.until_on


def test_it_is_open_again_from_the_leave_and_ends_with_its_outcome(left):
    assert to_completion(left) == ("ENDED", day_of(9))
    given = record_in_court(left, "LEAVE", result="CROWN")
    assert to_completion(left) == ("OPEN", None)
    correct_in_court(left, given, is_void=True)
    assert to_completion(left) == ("ENDED", day_of(9))
    record_in_court(left, "LEAVE", result="CROWN")
    left.at = START + timedelta(days=20)
    record_in_court(left, "OUTCOME", result="CONVICTED")
    assert to_completion(left) == ("ENDED", day_of(20))


def test_an_outcome_of_another_charge_does_not_end_it():
    made = charge_two_victims(cast(), at=START)
    mine = laid_about(made.suspects[0], made.victim)
    left = laid_about(made.suspects[0], made.second)
    made.at = START + timedelta(days=9)
    stop_charges_of(made, charges=left, kind="ON_FILE")
    record_in_court(made, "OUTCOME", *mine, result="CONVICTED")
    assert to_completion(made) == ("ENDED", day_of(9))
    made.at = START + timedelta(days=15)
    record_in_court(made, "LEAVE", result="CROWN")
    assert to_completion(made) == ("OPEN", None)
    made.at = START + timedelta(days=20)
    ended = record_in_court(made, "OUTCOME", *left, result="ACQUITTED")
    assert to_completion(made) == ("ENDED", day_of(20))
    correct_in_court(made, ended, is_void=True)
    stop_charges_of(made, charges=left, kind="ON_FILE")
    assert to_completion(made) == ("ENDED", day_of(9))
