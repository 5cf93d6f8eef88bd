"""A custody time limit is extended, and ended, also once one of its charges was stopped."""

import pytest

from cases.decisions.actions import charges
from cases.models import CourtFact
from tests.cases.test_custody_limits_by_charge import correct, day_of, limit, record_limit
from tests.cases.test_custody_limits_over_reports import DIFFERS, laid_count
from tests.cases.test_custody_limits_over_reports import charged as charged_with
from tests.cases.test_custody_reminders import record_custody_of
from tests.support.cases.charge_stops import laid_against, replace_charge_of, stop_charges_of
from tests.support.cases.charges import answer_report, correct_report
from tests.support.cases.counts import NIGHT, count_alleged, count_not_alleged
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

ASSAULT = "SX03007"


def remanded_on_two():
    """One suspect remanded, charged with two counts as the prosecutor accepted them."""
    made = charged_with(count_alleged, count_not_alleged)
    answer_report(made, charges.accept_charge_report)
    return made


@module_fixture
def builder():
    return remanded_on_two()


def charges_of(fact):
    return {row.charge for row in fact.about.all()}


def laid(builder):
    return laid_against(builder.suspects[0])


@pytest.mark.parametrize("names", [[0, 1], []])
def test_stopped_in_part_it_is_extended_for_the_charge_that_goes_on(builder, names):
    first, second = laid(builder)
    fact = record_limit(builder, 60, *[laid(builder)[n] for n in names])
    stop_charges_of(builder, charges=[first])
    extended = correct(builder, fact, on=day_of(100))
    assert charges_of(extended) == {second}
    assert limit(builder) == day_of(100)


def test_extended_before_the_day_of_the_stop_it_is_of_what_goes_on_all_the_same(builder):
    first, second = laid(builder)
    fact = record_limit(builder, 60, first, second)
    stop_charges_of(builder, charges=[first])
    earlier = correct(builder, fact, on=day_of(10), reason="It was read wrongly.")
    assert charges_of(earlier) == {second}


@pytest.mark.parametrize("is_named", [True, False])
def test_replaced_it_is_extended_for_the_charge_in_its_place(builder, is_named):
    first, second = laid(builder)
    fact = record_limit(builder, 60, *([first] if is_named else []))
    new = replace_charge_of(builder, first, code=ASSAULT).replacements.get()
    extended = correct(builder, fact, on=day_of(100))
    assert charges_of(extended) == ({new} if is_named else {second, new})
    assert limit(builder) == day_of(100)
    again = replace_charge_of(
        builder, new, code=ASSAULT, from_on=NIGHT.replace(day=7)
    ).replacements.get()
    assert limit(builder) == day_of(100)
    fact = CourtFact.objects.unscoped("test").get(is_current=True, kind="CUSTODY_LIMIT")
    extended = correct(builder, fact, on=day_of(110))
    assert charges_of(extended) == ({again} if is_named else {second, again})
    assert limit(builder) == day_of(110)


def test_that_charge_has_no_second_one(builder):
    first, _second = laid(builder)
    record_limit(builder, 60, first)
    new = replace_charge_of(builder, first, code=ASSAULT).replacements.get()
    assert why_not(record_limit, builder, 90, new).startswith("A custody time limit of one of")


def test_one_of_a_charge_that_was_stopped_can_still_be_said_to_be_over(builder):
    first, second = laid(builder)
    record_limit(builder, 90, second)
    fact = record_limit(builder, 60, first)
    stop_charges_of(builder, charges=[first])
    assert correct(builder, fact, result="ENDED").result == "ENDED"
    assert limit(builder) == day_of(90)


def test_one_that_no_longer_applies_leaves_room_for_another(builder):
    ended = correct(builder, record_limit(builder, 60), result="ENDED", reason="On bail.")
    assert ended.result == "ENDED" and limit(builder) is None
    record_limit(builder, 70)
    assert limit(builder) == day_of(70)
    assert why_not(record_limit, builder, 80).startswith("A custody time limit of one of")


def test_one_that_no_longer_applies_counts_for_no_charge_of_a_later_report():
    made = charged_with(count_alleged, count_not_alleged)
    record_custody_of(made, custody="REMANDED")
    fact = record_limit(made, 60, laid(made)[0])
    correct(made, fact, result="ENDED", reason="It was of the wrong charge.")
    other = laid_count(made, 0, from_on=NIGHT.replace(day=8))
    correct_report(
        made, charges=[other, laid_count(made, 2)], not_charged={1: "It was another."}, **DIFFERS
    )
    assert limit(made) is None
