"""A charge that the police lay later has a custody time limit that runs."""

from datetime import timedelta

import pytest

from cases.decisions.actions import charges
from tests.cases.test_custody_limits_by_charge import (
    START,
    correct,
    day_of,
    limit,
    record_custody_of,
    record_limit,
    why_not,
)
from tests.cases.test_custody_limits_over_reports import DIFFERS, charged, laid_count
from tests.support.cases.charge_stops import (
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.charges import answer_report, correct_report
from tests.support.cases.counts import count_alleged, count_not_alleged
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
HAS_ONE = "A custody time limit of one of these charges is recorded. Correct that one."


@module_fixture
def builder():
    """One suspect remanded and charged with one count."""
    return charged(count_alleged)


@module_fixture
def charged_twice():
    """One suspect remanded and charged with two counts."""
    return charged(count_alleged, count_not_alleged)


def lay_another(builder):
    """The police report a charge that was not authorised beside it."""
    correct_report(builder, charges=[laid_count(builder, 1), laid_count(builder, 0)], **DIFFERS)
    return laid_against(builder.suspects[0])[-1]


@pytest.mark.parametrize(
    ("kind", "result"),
    [("PLEA", "GUILTY"), ("OUTCOME", "CONVICTED"), ("OUTCOME", "ACQUITTED"), ("TRIAL", "")],
)
def test_what_ended_the_limit_of_all_does_not_end_that_of_a_later_charge(builder, kind, result):
    record_limit(builder, 60)
    record_limit(builder, 18, kind=kind, result=result)
    assert limit(builder) is None
    lay_another(builder)
    assert limit(builder) == day_of(60)


def test_a_correction_of_it_is_of_the_same_charges(builder):
    record_limit(builder, 60)
    plea = record_limit(builder, 15, kind="PLEA", result="GUILTY")
    lay_another(builder)
    today = builder.at.date()
    correct(builder, plea, on=today, result="GUILTY", reason="It was on another day.")
    assert limit(builder) == day_of(60)


def test_the_later_charge_gets_a_limit_of_its_own(builder):
    record_limit(builder, 60)
    record_limit(builder, 15, kind="PLEA", result="GUILTY")
    later = lay_another(builder)
    record_limit(builder, 95, later)
    assert limit(builder) == day_of(95)
    record_limit(builder, 19, later, kind="PLEA", result="GUILTY")
    assert limit(builder) is None


def test_while_both_go_on_the_first_of_the_two_counts(builder):
    first = record_limit(builder, 60)
    record_limit(builder, 95, lay_another(builder))
    assert limit(builder) == day_of(60)
    correct(builder, first, on=day_of(99))
    assert limit(builder) == day_of(95)


def test_a_charge_that_was_there_has_the_limit_of_all(builder):
    record_limit(builder, 60)
    lay_another(builder)
    assert why_not(record_limit, builder, 90, laid_against(builder.suspects[0])[0]) == HAS_ONE


def test_so_has_what_is_put_in_its_place(builder):
    answer_report(builder, charges.accept_charge_report)
    record_limit(builder, 60)
    replace_charge_of(builder, laid_against(builder.suspects[0])[0], code="SX03007")
    assert limit(builder) == day_of(60)
    [new] = [row for row in laid_against(builder.suspects[0]) if row.altered_by_id]
    assert why_not(record_limit, builder, 90, new) == HAS_ONE


def test_without_a_limit_of_the_cps_the_day_of_the_police_counts(builder):
    record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(50))
    record_limit(builder, 60)
    record_limit(builder, 15, kind="PLEA", result="GUILTY")
    lay_another(builder)
    assert limit(builder) == day_of(60)


class TestOnceACharge:
    """Once one of the charges that were there was stopped or replaced."""

    @pytest.fixture
    def later(self, charged_twice):
        """A charge that was laid after the limit of all, with a limit of its own."""
        charged_twice.first = record_limit(charged_twice, 60)
        charged_twice.plea = record_limit(charged_twice, 15, kind="PLEA", result="NOT_GUILTY")
        correct_report(
            charged_twice, charges=[laid_count(charged_twice, n) for n in (1, 2, 0)], **DIFFERS
        )
        answer_report(charged_twice, charges.accept_charge_report)
        row = laid_against(charged_twice.suspects[0])[-1]
        record_limit(charged_twice, 95, row)
        return row

    def test_was_stopped_the_limit_of_all_is_extended_beside_that_of_the_later_one(
        self, charged_twice, later
    ):
        one, other, _later = laid_against(charged_twice.suspects[0])
        stop_charges_of(charged_twice, charges=[one])
        extended = correct(charged_twice, charged_twice.first, on=day_of(90))
        assert [row.charge for row in extended.about.all()] == [other]
        assert limit(charged_twice) == day_of(90)
        correct(charged_twice, extended, on=day_of(99))
        assert limit(charged_twice) == day_of(95)

    def test_was_stopped_a_plea_to_all_stays_none_to_the_later_one(self, charged_twice, later):
        one, other, _later = laid_against(charged_twice.suspects[0])
        stop_charges_of(charged_twice, charges=[one])
        charged_twice.at = START + timedelta(days=20)
        plea = correct(charged_twice, charged_twice.plea, on=day_of(20), result="NOT_GUILTY")
        assert [row.charge for row in plea.about.all()] == [other]

    def test_is_replaced_during_the_trial_its_limit_stays_over(self, builder):
        answer_report(builder, charges.accept_charge_report)
        record_limit(builder, 60)
        record_limit(builder, 18, kind="TRIAL")
        assert limit(builder) is None
        replace_charge_of(builder, laid_against(builder.suspects[0])[0], code="SX03007")
        assert limit(builder) is None

    def test_that_the_trial_names_is_replaced_its_limit_stays_over(self, builder):
        answer_report(builder, charges.accept_charge_report)
        record_limit(builder, 60)
        [charge] = laid_against(builder.suspects[0])
        record_limit(builder, 18, charge, kind="TRIAL")
        replace_charge_of(builder, charge, code="SX03007")
        assert limit(builder) is None


def test_a_trial_that_was_listed_before_it_ends_the_limit_once_it_took_place(builder):
    record_limit(builder, 60)
    listed = record_limit(builder, 40, kind="TRIAL")
    lay_another(builder)
    assert limit(builder) == day_of(60)
    correct(builder, listed, on=builder.at.date(), reason="It was brought forward.")
    assert limit(builder) is None
