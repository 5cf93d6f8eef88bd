"""What passes while an out-of-court disposal waits to be read, to be given or to be reported."""

from datetime import timedelta

import pytest

from cases.decisions.actions import disposals
from cases.decisions.disposals import StatedCondition
from cases.models import DisposalReport
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import authorise_charge_of, number_in_force, report_charge_of
from tests.support.cases.decisions import countersign_no_charge, decline_countersignature
from tests.support.cases.disposals import (
    authorise_disposal,
    give_caution,
    not_given,
    propose_disposal_of,
    report_conditions_of,
    report_disposal_of,
    stated,
)
from tests.support.cases.refusals import why_not
from tests.support.cases.reversals import withdraw_charge_of
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A suspect with a prosecutor, not decided on."""
    return CaseBuilder(cast()).allocate()


def in_days(builder, days):
    return builder.at.date() + timedelta(days=days)


def one_condition(builder, days):
    return [StatedCondition("REHABILITATION", "Attend the course.", in_days(builder, days))]


def almost_eighteen(builder, days):
    """The day of birth of somebody who turns 18 in so many days."""
    day = in_days(builder, days)
    return day.replace(year=day.year - 18)


class TestReading:
    def test_a_day_that_passed_is_not_countersigned(self, builder):
        made = propose_disposal_of(builder, conditions=one_condition(builder, 2))
        builder.at += timedelta(days=3)
        text = why_not(countersign_no_charge, builder, builder.suspects[0])
        assert text.startswith("Condition 1 is to be met by 4 March 2026, so the caution cannot be")
        assert text.endswith("The prosecutor must change the proposal, or you say why you do not"
                             " countersign.")  # fmt: skip
        builder.do(
            disposals.revise_disposal, "prosecutor", suspect=builder.suspects[0],
            disposal=stated(builder, conditions=one_condition(builder, 2)), version=made.number,
            rationale="The test is met.", public_interest_rationale="A caution meets it.",
        )  # fmt: skip
        countersign_no_charge(builder, builder.suspects[0])
        assert builder.suspect().state == "DISPOSAL_AUTHORISED"

    def test_on_the_last_day_it_is_countersigned_and_given(self, builder):
        propose_disposal_of(builder, conditions=one_condition(builder, 2))
        builder.at += timedelta(days=2)
        countersign_no_charge(builder, builder.suspects[0])
        report_disposal_of(builder)
        assert builder.suspect().state == "DISPOSAL_CONDITIONS"

    def test_a_youth_who_turned_eighteen_is_not_given_that_of_a_youth(self, builder):
        born_on = almost_eighteen(builder, 2)
        propose_disposal_of(builder, kind="YOUTH_CAUTION", born_on=born_on)
        builder.at += timedelta(days=2)
        text = why_not(countersign_no_charge, builder, builder.suspects[0])
        assert text.startswith("The suspect cannot be given this caution on 4 March 2026, at their")
        decline_countersignature(builder, builder.suspects[0])
        assert builder.suspect().state == "WITH_PROSECUTOR"


class TestGiving:
    def test_given_in_time_it_is_reported_after_that_day(self, builder):
        authorise_disposal(builder, conditions=one_condition(builder, 2))
        builder.at += timedelta(days=4)
        report_disposal_of(builder, on=in_days(builder, -3))
        assert builder.suspect().state == "DISPOSAL_CONDITIONS"
        report_conditions_of(builder)
        assert builder.suspect().state == "OUT_OF_COURT"


class TestStaleReports:
    """A report sent from a page that showed an earlier decision."""

    def test_not_given(self, builder):
        first = authorise_disposal(builder)
        not_given(builder)
        builder.review()
        second = authorise_disposal(builder)
        text = why_not(not_given, builder, version=first.number)
        assert text.startswith("Another decision about this suspect is in force since you opened")
        assert not DisposalReport.objects.unscoped("test").filter(decision=second).exists()

    def test_conditions(self, builder):
        first = give_caution(builder)
        report_conditions_of(builder, were_met=False)
        builder.review()
        second = give_caution(builder)
        text = why_not(report_conditions_of, builder, were_met=False, version=first.number)
        assert text.startswith("Another decision about this suspect is in force since you opened")
        assert builder.suspect().state == "DISPOSAL_CONDITIONS" and second.number == 2

    def test_a_charge(self, builder):
        builder.review()
        authorise_charge_of(builder)
        before = number_in_force(builder.suspects[0])
        withdraw_charge_of(builder)
        builder.review()
        authorise_charge_of(builder)
        text = why_not(report_charge_of, builder, version=before)
        assert text.startswith("Another decision about this suspect is in force since you opened")
        report_charge_of(builder)
        assert builder.suspect().state == "CHARGED"
