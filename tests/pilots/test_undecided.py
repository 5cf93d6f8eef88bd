"""Figures of a suspect on one of whose charges a jury could not agree: not ended, not decided."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import cast
from pilots.actions import measure_refresh
from pilots.models import Occasion, Stretch
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.counts import offence_with_code
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.monthly_figures import count_each_case_once
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = timezone.now().replace(hour=9) - timedelta(days=40)


@module_fixture
def builder():
    """Charged with counts about two victims, and heard by a jury nine days later."""
    made = charge_two_victims(cast(), at=START)
    made.at = START + timedelta(days=9)
    return made


def first_s(builder):
    return laid_about(builder.suspects[0], builder.victim)


def second_s(builder):
    return laid_about(builder.suspects[0], builder.second)


def counted(builder):
    """(outcome, last day) of the stage from the charge, and whether convicted; None if not yet."""
    with count_each_case_once():
        measure_refresh.refresh_measures(at=builder.at)
    pk = builder.suspects[0].pk
    row = Stretch.objects.get(suspect=pk, measure="charge-to-completion")
    answers = Occasion.objects.get(measure="suspects", about=pk).answers.split()
    said = [each.partition(":")[2] for each in answers if each.startswith("convicted:")]
    return row.outcome, row.until_on, said[0] if said else None


def day_of(n):
    return london_day(START) + timedelta(days=n)


def test_alone_it_is_no_outcome(builder):
    record_in_court(builder, "NO_VERDICT")
    assert counted(builder) == ("OPEN", None, None)


def test_beside_an_acquittal_it_is_open_until_the_charge_is_decided(builder):
    record_in_court(builder, "OUTCOME", *first_s(builder), result="ACQUITTED")
    assert counted(builder) == ("ENDED", day_of(9), "NO")
    fact = record_in_court(builder, "NO_VERDICT", *second_s(builder))
    assert counted(builder) == ("OPEN", None, None)
    builder.at = START + timedelta(days=20)
    ended = record_in_court(builder, "OUTCOME", *second_s(builder), result="ACQUITTED")
    assert counted(builder) == ("ENDED", day_of(20), "NO")
    correct_in_court(builder, ended, is_void=True)
    correct_in_court(builder, fact, is_void=True)
    assert counted(builder) == ("ENDED", day_of(9), "NO")


def test_whoever_was_convicted_of_another_charge_is_counted_so(builder):
    record_in_court(builder, "OUTCOME", *first_s(builder), result="CONVICTED")
    record_in_court(builder, "NO_VERDICT", *second_s(builder))
    assert counted(builder) == ("OPEN", None, "YES")


def test_once_the_cps_stopped_that_charge_it_counts_for_nothing(builder):
    record_in_court(builder, "OUTCOME", *first_s(builder), result="ACQUITTED")
    record_in_court(builder, "NO_VERDICT", *second_s(builder))
    builder.at = START + timedelta(days=20)
    stop_charges_of(builder, charges=second_s(builder), kind="NO_EVIDENCE")
    assert counted(builder)[2] == "NO"


def test_a_conviction_of_another_offence_is_a_conviction(builder):
    attempt = offence_with_code("SX03005A")
    record_in_court(
        builder, "OUTCOME", *second_s(builder), result="CONVICTED", convicted_of=attempt
    )
    assert counted(builder) == ("ENDED", day_of(9), "YES")
