"""What was stopped without a verdict has none, and a plea of guilty rules out some ends."""

import pytest

from cases.actions.charge_outcomes import outcomes_by_charge
from devtools.case_builder import cast
from people.text.dates import format_day
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    day_since_charge,
    days_later,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

NO_VERDICT = "One of these charges was stopped without a verdict, so it has no acquittal."
PLEADED = "The last plea to one of these charges is guilty"
WITHOUT_VERDICT = pytest.mark.parametrize("kind", ["DISCONTINUED", "WITHDRAWN", "ON_FILE"])
AFTER_DENIAL = pytest.mark.parametrize("kind", ["NO_EVIDENCE", "WITHDRAWN", "ON_FILE"])


@module_fixture
def builder():
    """Three charges, laid nine days ago."""
    return days_later(charge_two_victims(cast()), 9)


@module_fixture
def read_twice():
    return days_later(charge_read_twice(cast()), 9)


@pytest.fixture
def laid(builder):
    return laid_against(builder.suspects[0])


def about(fact):
    return [row.charge for row in fact.about.order_by("charge")]


class TestAcquittal:
    @WITHOUT_VERDICT
    def test_of_all_is_not_of_what_was_stopped_without_a_verdict(self, builder, laid, kind):
        stop_charges_of(builder, charges=laid[:1], kind=kind, on=day_since_charge(builder, 5))
        of_all = record_in_court(
            builder, "OUTCOME", result="ACQUITTED", on=day_since_charge(builder, 5)
        )
        assert about(of_all) == laid[1:]
        assert laid[0].pk not in outcomes_by_charge(builder.suspect())

    @WITHOUT_VERDICT
    @pytest.mark.parametrize("days", [3, 9])
    def test_of_it_is_refused_for_any_day(self, builder, laid, kind, days):
        stop_charges_of(builder, charges=laid[:1], kind=kind, on=day_since_charge(builder, 5))
        for named in (laid[:1], laid):
            told = why_not(
                record_in_court,
                builder,
                "OUTCOME",
                *named,
                result="ACQUITTED",
                on=day_since_charge(builder, days),
            )
            assert told.startswith(NO_VERDICT)

    def test_by_correction_is_refused(self, builder, laid):
        alone = record_in_court(builder, "OUTCOME", laid[0], result="STOPPED")
        stop_charges_of(builder, charges=laid[:1])
        told = why_not(correct_in_court, builder, alone, result="ACQUITTED")
        assert told.startswith("One of the charges that this is about was stopped without a")

    def test_there_is_none_once_all_were_stopped_so(self, builder):
        stop_charges_of(builder, kind="ON_FILE")
        told = why_not(record_in_court, builder, "OUTCOME", result="ACQUITTED")
        assert told == "Every charge was stopped without a verdict, so there is no acquittal."

    def test_once_all_were_stopped_it_is_of_those_on_which_no_evidence_was_offered(
        self, builder, laid
    ):
        stop_charges_of(
            builder, charges=laid[:1], kind="NO_EVIDENCE", on=day_since_charge(builder, 4)
        )
        stop_charges_of(builder, charges=laid[1:], on=day_since_charge(builder, 4))
        assert about(record_in_court(builder, "OUTCOME", result="ACQUITTED")) == laid[:1]

    def test_what_was_replaced_has_none(self, builder, laid):
        stop = replace_charge_of(builder, laid[0], on=day_since_charge(builder, 5))
        of_all = record_in_court(
            builder, "OUTCOME", result="ACQUITTED", on=day_since_charge(builder, 5)
        )
        assert about(of_all) == [*laid[1:], stop.replacements.get()]


class TestPleaOfGuilty:
    @AFTER_DENIAL
    @pytest.mark.parametrize("is_named", [True, False])
    def test_it_rules_out_ends_that_need_another_plea(self, builder, laid, kind, is_named):
        record_in_court(builder, "PLEA", *(laid[:1] if is_named else []), result="GUILTY")
        assert why_not(stop_charges_of, builder, charges=laid[:1], kind=kind).startswith(PLEADED)
        if is_named:
            assert stop_charges_of(builder, charges=laid[1:], kind=kind).status == "IN_FORCE"

    @AFTER_DENIAL
    def test_a_later_plea_of_not_guilty_makes_room(self, builder, laid, kind):
        record_in_court(builder, "PLEA", laid[0], result="GUILTY", on=day_since_charge(builder, 3))
        record_in_court(
            builder, "PLEA", laid[0], result="NOT_GUILTY", on=day_since_charge(builder, 6)
        )
        assert stop_charges_of(builder, charges=laid[:1], kind=kind).status == "IN_FORCE"

    def test_it_is_discontinued_or_replaced_all_the_same(self, builder, laid):
        record_in_court(builder, "PLEA", result="GUILTY")
        assert replace_charge_of(builder, laid[0]).status == "IN_FORCE"
        assert stop_charges_of(builder, charges=laid[1:]).status == "IN_FORCE"

    def test_a_plea_to_all_is_not_to_what_was_laid_later(self, builder, laid):
        record_in_court(builder, "PLEA", result="GUILTY", on=day_since_charge(builder, 2))
        new = replace_charge_of(builder, laid[0]).replacements.get()
        assert stop_charges_of(builder, charges=[new], kind="NO_EVIDENCE").status == "IN_FORCE"

    @AFTER_DENIAL
    def test_nor_is_it_recorded_afterwards(self, builder, laid, kind):
        stop_charges_of(builder, charges=laid[:1], kind=kind)
        told = why_not(
            record_in_court,
            builder,
            "PLEA",
            laid[0],
            result="GUILTY",
            on=day_since_charge(builder, 3),
        )
        assert told.startswith("One of these charges was withdrawn, lies on the file, or")
        of_all = record_in_court(builder, "PLEA", result="GUILTY", on=day_since_charge(builder, 3))
        assert about(of_all) == laid[1:]
        record_in_court(
            builder, "PLEA", laid[0], result="NOT_GUILTY", on=day_since_charge(builder, 6)
        )
        early = record_in_court(
            builder, "PLEA", laid[0], result="GUILTY", on=day_since_charge(builder, 3)
        )
        assert about(early) == laid[:1]

    def test_the_reader_is_told_of_one_since(self, read_twice):
        stop_charges_of(read_twice, kind="NO_EVIDENCE")
        record_in_court(read_twice, "PLEA", result="GUILTY")
        assert why_not(countersign_stop_of, read_twice).startswith(PLEADED)


class TestLaidLater:
    @pytest.fixture
    def new(self, builder, laid):
        """In the place of the first charge since day 5."""
        return replace_charge_of(
            builder, laid[0], on=day_since_charge(builder, 5)
        ).replacements.get()

    @pytest.mark.parametrize(("kind", "said"), [
        ("PLEA", {"result": "NOT_GUILTY"}), ("OUTCOME", {"result": "CONVICTED"}),
        ("HEARING", {"detail": "Mention"}),
    ])  # fmt: skip
    def test_nothing_is_of_it_before_that_day(self, builder, laid, new, kind, said):
        told = why_not(record_in_court, builder, kind, new, on=day_since_charge(builder, 4), **said)
        assert f"replaced another on {format_day(day_since_charge(builder, 5))}." in told
        assert about(
            record_in_court(builder, kind, new, on=day_since_charge(builder, 5), **said)
        ) == [new]

    def test_what_is_about_all_leaves_it_out(self, builder, laid, new):
        fact = record_in_court(
            builder, "HEARING", on=day_since_charge(builder, 4), detail="Mention"
        )
        assert about(fact) == laid
        on = day_since_charge(builder, 6)
        heard = record_in_court(builder, "HEARING", on=on, detail="Mention")
        assert about(heard) == [*laid[1:], new]

    def test_nor_is_a_day_corrected_so(self, builder, laid, new):
        fact = record_in_court(
            builder, "HEARING", new, on=day_since_charge(builder, 6), detail="Mention"
        )
        told = why_not(
            correct_in_court, builder, fact, on=day_since_charge(builder, 4), detail="Mention"
        )
        assert "replaced another on" in told
        assert correct_in_court(
            builder, fact, on=day_since_charge(builder, 5), detail="Mention"
        ).on == day_since_charge(builder, 5)
