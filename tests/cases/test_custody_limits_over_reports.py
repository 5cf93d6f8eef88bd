"""A custody time limit stays with its charge when the police correct their report of it."""

import pytest
from django.utils import timezone

from cases.decisions.actions import charges
from cases.decisions.counts import LaidCount
from cases.models import CountNotCharged
from cases.queries.same_charges import same_charges
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_court_facts_by_charge import ONE_OUTCOME
from tests.cases.test_custody_limits_by_charge import (
    START,
    day_of,
    limit,
    record_custody_of,
    record_limit,
    why_not,
)
from tests.support.cases.charge_stops import laid_against, stop_charges_of
from tests.support.cases.charges import answer_report, correct_report, report_charge_of
from tests.support.cases.counts import (
    NIGHT,
    PENETRATION,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
)
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

DIFFERS = {"explanation": "The indictment says so."}


def laid_count(builder, number, **facts):
    """A charge of penetration of that night, of the count with this number; 0 of none."""
    said = {"victim": builder.victim, "offence": offence_with_code(PENETRATION), "from_on": NIGHT}
    return LaidCount(**said | {"to_on": None, "number": number, "reason": ""} | facts)


def charged(*counts):
    """One suspect remanded, charged with these counts as they were authorised."""
    made = CaseBuilder(cast(), at=START).allocate().review()
    charge_with_counts(made, *[each(made) for each in counts])
    report_charge_of(made, charges=[laid_count(made, n + 1) for n in range(len(counts))], **DIFFERS)
    record_custody_of(made, custody="REMANDED")
    return made


@module_fixture
def twins():
    """Two counts that say the same: twice in one night."""
    return charged(count_not_alleged, count_not_alleged)


@module_fixture
def parted():
    """The count that was alleged, and another offence of the same night."""
    return charged(count_alleged, count_not_alleged)


class TestCorrected:
    def test_the_limit_stays_with_the_count_whose_day_was_wrong(self, parted):
        record_limit(parted, 60, laid_against(parted.suspects[0])[0])
        record_limit(parted, 90, laid_against(parted.suspects[0])[1])
        right = laid_count(parted, 1, from_on=NIGHT.replace(day=9))
        correct_report(parted, charges=[right, laid_count(parted, 2)], **DIFFERS)
        assert limit(parted) == day_of(60)
        assert why_not(record_limit, parted, 70, laid_against(parted.suspects[0])[0]).startswith(
            "A custody time limit of one of these charges is recorded."
        )
        answer_report(parted, charges.accept_charge_report)
        stop_charges_of(parted, charges=laid_against(parted.suspects[0])[:1])
        assert limit(parted) == day_of(90)

    def test_what_was_recorded_of_a_charge_that_is_named_no_more_counts_while_one_has_none(
        self, parted
    ):
        record_limit(parted, 60, laid_against(parted.suspects[0])[0])
        other = laid_count(parted, 0, from_on=NIGHT.replace(day=8))
        correct_report(
            parted, charges=[other, laid_count(parted, 2)], not_charged={1: "It was another."},
            **DIFFERS,
        )  # fmt: skip
        assert CountNotCharged.objects.count() == 1
        assert limit(parted) == day_of(60)
        record_limit(parted, 70, laid_against(parted.suspects[0])[0])
        assert limit(parted) == day_of(60)
        record_limit(parted, 80, laid_against(parted.suspects[0])[1])
        assert limit(parted) == day_of(70)

    def test_corrected_to_fewer_charges_the_first_moves_at_once(self, parted):
        record_limit(parted, 60, laid_against(parted.suspects[0])[0])
        record_limit(parted, 90, laid_against(parted.suspects[0])[1])
        correct_report(parted, charges=[laid_count(parted, 2)], not_charged={1: "No."}, **DIFFERS)
        assert limit(parted) == day_of(90)

    def test_an_outcome_stays_with_it_too(self, parted):
        record_limit(
            parted, 15, laid_against(parted.suspects[0])[0], kind="OUTCOME", result="ACQUITTED"
        )
        right = laid_count(parted, 1, from_on=NIGHT.replace(day=9))
        as_laid = DIFFERS | {"charged_on": day_of(0)}
        correct_report(parted, charges=[right, laid_count(parted, 2)], **as_laid)
        now = laid_against(parted.suspects[0])
        again = {"kind": "OUTCOME", "result": "CONVICTED"}
        assert why_not(record_limit, parted, 16, now[0], **again) == ONE_OUTCOME
        record_limit(parted, 16, now[1], **again)


class TestTwins:
    def test_each_has_its_own(self, twins):
        first, second = laid_against(twins.suspects[0])
        record_limit(twins, 60, first)
        record_limit(twins, 90, second)
        assert limit(twins) == day_of(60)
        record_limit(twins, 15, first, kind="OUTCOME", result="ACQUITTED")
        assert limit(twins) == day_of(90)
        record_limit(twins, 16, second, kind="OUTCOME", result="CONVICTED")
        assert limit(twins) is None

    def test_one_stopped_has_none_any_more(self, twins):
        first, second = laid_against(twins.suspects[0])
        record_limit(twins, 60, first)
        record_limit(twins, 90, second)
        stop_charges_of(twins, charges=[first])
        assert limit(twins) == day_of(90)

    def test_each_is_the_same_in_the_next_report(self, twins):
        before = [row.pk for row in laid_against(twins.suspects[0])]
        correct_report(twins, charges=[laid_count(twins, 2), laid_count(twins, 1)])
        second, first = [row.pk for row in laid_against(twins.suspects[0])]
        keys = same_charges(twins.suspects[0])
        assert [keys[pk] for pk in before] == [first, second]
        assert {keys[first], keys[second]} == {first, second}


def test_charges_of_no_count_are_the_same_by_what_they_say_the_first_the_first():
    made = CaseBuilder(cast(), at=timezone.now()).allocate().review()
    charge_with_counts(made, count_alleged(made))
    twin = laid_count(made, 0)
    other = twin._replace(from_on=NIGHT.replace(day=7))
    report_charge_of(made, charges=[laid_count(made, 1), twin, twin, other], **DIFFERS)
    before = [row.pk for row in laid_against(made.suspects[0])]
    correct_report(made, charges=[twin, laid_count(made, 1), twin], **DIFFERS)
    first, counted, second = [row.pk for row in laid_against(made.suspects[0])]
    keys = same_charges(made.suspects[0])
    assert [keys[pk] for pk in before] == [counted, first, second, before[3]]
