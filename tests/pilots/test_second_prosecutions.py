"""Stages of a suspect whose charge or prosecution was set aside, and who may be charged again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Decision
from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Occasion, Stretch
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.decisions import no_further_action
from tests.support.cases.reversals import reverse_decision, withdraw_charge_of
from tests.support.cases.second_prosecution import charge_again, set_prosecution_aside
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.monthly_figures import count_each_case_once
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = timezone.now().replace(hour=9) - timedelta(days=30)


@module_fixture
def aside():
    """Charged on day 2, stopped on day 9 and set aside; it is decided again on day 15."""
    made = CaseBuilder(cast(), at=START).allocate()
    made.at = START + timedelta(days=2)
    authorise_charge_of(made)
    report_charge_of(made)
    made.at = START + timedelta(days=9)
    set_prosecution_aside(made)
    made.at = START + timedelta(days=15)
    return made


def day_of(n):
    return london_day(START) + timedelta(days=n)


def stage(builder, measure):
    """(outcome, first day, last day) of a stage of the suspect, counted afresh."""
    with count_each_case_once():
        measure_refresh.refresh_measures(at=builder.at)
    row = Stretch.objects.get(suspect=builder.suspects[0].pk, measure=measure)
    return row.outcome, row.began_on, row.until_on


def test_a_prosecution_that_was_set_aside_ended_when_it_was_stopped(aside):
    aside.give_case([aside.suspect()])
    aside.review()
    no_further_action(aside, aside.suspect())
    assert stage(aside, "charge-to-completion") == ("ENDED", day_of(2), day_of(9))
    assert stage(aside, "decision-to-charge") == ("ENDED", day_of(2), day_of(2))


def test_of_a_suspect_charged_again_the_later_decision_and_charge_count(aside):
    charge_again(aside)
    assert Decision.objects.unscoped("test").filter(suspect=aside.suspects[0]).count() == 2
    assert stage(aside, "decision-to-charge") == ("ENDED", day_of(15), day_of(15))
    outcome, began_on, _until = stage(aside, "charge-to-completion")
    assert (outcome, began_on) == ("OPEN", day_of(15))


def test_a_charge_that_was_taken_back_before_it_was_reported_decided_nothing():
    """Referred on day 0, charge authorised on day 2 and withdrawn on day 9, again on day 15."""
    made = CaseBuilder(cast(), at=START).allocate()
    made.at = START + timedelta(days=2)
    authorise_charge_of(made)
    made.at = START + timedelta(days=9)
    assert stage(made, "referral-to-decision") == ("ENDED", day_of(0), day_of(2))
    withdraw_charge_of(made)
    assert stage(made, "referral-to-decision") == ("OPEN", day_of(0), None)
    rows = Stretch.objects.filter(suspect=made.suspects[0].pk, measure="decision-to-charge")
    assert not rows.exists()
    decisions = Occasion.objects.filter(measure="decisions", case_id=made.case.pk)
    assert not decisions.exists()
    made.at = START + timedelta(days=15)
    authorise_charge_of(made)
    assert stage(made, "referral-to-decision") == ("ENDED", day_of(0), day_of(15))
    assert stage(made, "decision-to-charge") == ("OPEN", day_of(15), None)
    assert decisions.get().answers == "decision-charge:CHARGE"


def test_no_further_action_that_is_reconsidered_decided_the_referral():
    made = CaseBuilder(cast(), at=START).allocate()
    made.at = START + timedelta(days=2)
    no_further_action(made, made.suspect())
    reverse_decision(made)
    assert stage(made, "referral-to-decision") == ("ENDED", day_of(0), day_of(2))
