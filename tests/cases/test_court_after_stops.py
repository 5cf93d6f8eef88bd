"""What took place in court and the day on which charges ended never contradict each other."""

from datetime import timedelta

import pytest

from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.charges import authorise_charge_of, correct_report, report_charge_of
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

RECORDED = "Something is recorded in court of one of these charges for"
ENDED = "Every charge was stopped before that day, so nothing of this kind took place."


def charged(builder, days=12):
    """The case some days after the charge."""
    builder.charged_on = builder.at.date()
    builder.at += timedelta(days=days)
    return builder


@module_fixture
def one():
    """A suspect charged with one count, 12 days ago."""
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_charge_of(builder)
    return charged(builder)


@module_fixture
def builder():
    """A suspect charged with counts about two victims, 12 days ago."""
    return charged(charge_two_victims(cast()))


@module_fixture
def read_twice():
    """A suspect charged with one count, whose decision had a second reader, a day ago."""
    return charged(charge_read_twice(cast()), days=1)


def day(builder, days):
    return builder.charged_on + timedelta(days=days)


def record(builder, kind, days, **facts):
    said = {"PLEA": {"result": "NOT_GUILTY"}, "HEARING": {"detail": "Mention"}}.get(kind, {})
    charges = facts.pop("charges", [])
    return record_in_court(builder, kind, *charges, **{"on": day(builder, days)} | said | facts)


def charges_of(fact):
    return {row.charge_id for row in fact.about.all()}


class TestDayOfTheStop:
    @pytest.mark.parametrize("kind", ["FIRST_HEARING", "PLEA", "TRIAL"])
    def test_what_is_about_all_was_about_the_only_charge(self, one, kind):
        record(one, kind, 8)
        assert why_not(stop_charges_of, one, on=day(one, 7)).startswith(RECORDED)
        assert stop_charges_of(one, on=day(one, 8)).status == "IN_FORCE"

    def test_another_hearing_may_have_come_after_the_end(self, one):
        record(one, "HEARING", 8, detail="Costs")
        assert stop_charges_of(one, on=day(one, 7)).status == "IN_FORCE"

    def test_it_was_about_those_that_went_on_where_one_did(self, builder):
        record(builder, "PLEA", 8)
        mine, rest = (
            laid_about(builder.suspects[0], who) for who in (builder.second, builder.victim)
        )
        assert stop_charges_of(builder, charges=mine, on=day(builder, 3)).status == "IN_FORCE"
        assert why_not(stop_charges_of, builder, charges=rest, on=day(builder, 7)).startswith(
            RECORDED
        )
        assert stop_charges_of(builder, charges=rest, on=day(builder, 8)).status == "IN_FORCE"

    def test_a_charge_of_an_earlier_report_is_the_same(self, builder):
        [before] = laid_about(builder.suspects[0], builder.second)
        record(builder, "PLEA", 8, charges=[before])
        correct_report(builder, charged_on=builder.charged_on)
        [now] = laid_about(builder.suspects[0], builder.second)
        assert now != before
        assert why_not(stop_charges_of, builder, charges=[now], on=day(builder, 7)).startswith(
            RECORDED
        )
        others = laid_about(builder.suspects[0], builder.victim)
        assert stop_charges_of(builder, charges=others, on=day(builder, 7)).status == "IN_FORCE"

    @pytest.mark.parametrize("is_named", [True, False])
    def test_a_hearing_that_was_only_listed_says_nothing(self, builder, is_named):
        charges = laid_against(builder.suspects[0])
        builder.at -= timedelta(days=11)
        record(builder, "TRIAL", 8, charges=charges[:2] if is_named else [])
        builder.at += timedelta(days=11)
        assert stop_charges_of(builder, charges=charges, on=day(builder, 7)).status == "IN_FORCE"

    def test_so_it_does_while_a_second_reader_reads(self, read_twice):
        record(read_twice, "TRIAL", 8)
        stop_charges_of(read_twice, on=day(read_twice, 1))
        read_twice.at += timedelta(days=9)
        assert countersign_stop_of(read_twice).status == "IN_FORCE"


class TestOnceAllWereStopped:
    @pytest.mark.parametrize("kind", ["FIRST_HEARING", "PLEA", "TRIAL"])
    def test_nothing_goes_on_after_the_last_day(self, one, kind):
        stop_charges_of(one, kind="NO_EVIDENCE", on=day(one, 5))
        assert why_not(record, one, kind, 6).startswith(ENDED)
        assert record(one, kind, 5).on == day(one, 5)

    def test_nor_is_a_plea_or_a_sentence_that_rests_on_it(self, one):
        record(one, "PLEA", 3, result="GUILTY")
        stop_charges_of(one, on=day(one, 5))
        for days in (4, 6):
            told = why_not(record, one, "SENTENCE", days, detail="Six years.")
            assert told == "Every charge was stopped, so there is no conviction and no sentence."

    def test_a_plea_is_not_corrected_to_a_day_after_it(self, one):
        plea = record(one, "PLEA", 3)
        stop_charges_of(one, on=day(one, 5))
        said = {"fact": plea, "result": "NOT_GUILTY"}
        assert why_not(correct_in_court, one, on=day(one, 6), **said).startswith(ENDED)
        assert correct_in_court(one, on=day(one, 5), **said).on == day(one, 5)

    def test_the_court_may_still_hold_a_hearing_or_record_an_outcome(self, one):
        stop_charges_of(one, kind="NO_EVIDENCE", on=day(one, 5))
        assert record(one, "HEARING", 6, detail="Costs").detail == "Costs"
        assert record(one, "OUTCOME", 6, result="ACQUITTED").result == "ACQUITTED"

    def test_what_happened_between_two_stops_is_of_those_that_went_on_then(self, builder):
        mine, rest = (
            laid_about(builder.suspects[0], who) for who in (builder.second, builder.victim)
        )
        stop_charges_of(builder, charges=mine, on=day(builder, 3))
        stop_charges_of(builder, charges=rest, on=day(builder, 6))
        assert charges_of(record(builder, "PLEA", 5)) == {row.pk for row in rest}
        assert why_not(record, builder, "PLEA", 7).startswith(ENDED)
