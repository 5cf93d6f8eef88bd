"""Each end of charges is told: not by what was told of another, and counted from the last day."""

from datetime import timedelta

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    stop_charges_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from timeliness.calendar import london_day
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.letter_facts import facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.letter_templates import fill_template, letter_template, newest_template_version

pytestmark = pytest.mark.django_db

STOPS = ("ALTERED", "DISCONTINUED", "NO_EVIDENCE", "ON_FILE")


@module_fixture
def builder():
    """Two charges about the first victim and one about the second, nine days ago."""
    made = charge_two_victims(cast())
    made.charged_on = made.at.date()
    made.at += timedelta(days=9)
    return made


@pytest.fixture
def mine(builder):
    """The charges about the first victim."""
    return laid_about(builder.suspects[0], builder.victim)


def day(builder, days):
    return builder.charged_on + timedelta(days=days)


def duties(builder):
    """{what the first victim is owed about ends of charges: the duty}."""
    return {
        each.what: each for each in recomputed_duties(builder)
        if each.record_id == builder.victim.pk and each.what in STOPS
    }  # fmt: skip


def record(builder, kind, **facts):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind=kind,
        **{"on": builder.at.date()} | facts,
    )  # fmt: skip


def reviewed(builder):
    [found] = reviewable_decisions_of_victim(record_of(builder.victim), side="CPS")
    return found.decisions


class TestToldOfAnother:
    @pytest.mark.parametrize("is_told_all", [False, True])
    def test_a_call_about_one_end_is_not_about_one_that_is_recorded_later(
        self, builder, mine, is_told_all
    ):
        stop_charges_of(builder, charges=mine[:1])
        recomputed_duties(builder)
        builder.at += timedelta(hours=2)
        tell_victim(builder, builder.victim, builder.suspect(), "STOPPED", "ALTERED")
        ended_on = builder.at.date()
        assert not duties(builder)["ALTERED"].is_open
        builder.at += timedelta(days=2)
        stop_charges_of(builder, charges=mine[1:], kind="NO_EVIDENCE", on=ended_on)
        last = duties(builder)["NO_EVIDENCE"]
        assert last.is_open and london_day(last.happened_at) == ended_on
        assert reviewed(builder)["CPS_NO_EVIDENCE"].told_on is None
        assert cases_with_unsettled_duties(at=builder.at) == []
        builder.at += timedelta(hours=1)
        if is_told_all:
            tell_victim(builder, builder.victim, builder.suspect(), "STOPPED")
            assert reviewed(builder)["CPS_NO_EVIDENCE"].told_on == builder.at.date()
        assert duties(builder)["NO_EVIDENCE"].is_open == (not is_told_all)

    def test_nor_one_that_the_court_recorded_later(self, builder, mine):
        first, second = mine
        stop_charges_of(builder, charges=[first])
        recomputed_duties(builder)
        builder.at += timedelta(hours=1)
        tell_victim(builder, builder.victim, builder.suspect(), "ALTERED", "STOPPED")
        told_at = builder.at
        builder.at += timedelta(days=1)
        record(builder, "OUTCOME", result="STOPPED", charges=[second], on=told_at.date())
        stopped = [each for each in recomputed_duties(builder) if each.what == "STOPPED"]
        assert [each.is_open for each in stopped] == [True]

    def test_the_second_call_before_it_was_recorded_was_about_it(self, builder, mine):
        stop_charges_of(builder, charges=mine[:1])
        recomputed_duties(builder)
        for what in ("ALTERED", "STOPPED"):
            builder.at += timedelta(hours=1)
            tell_victim(builder, builder.victim, builder.suspect(), what)
        ended_on = builder.at.date()
        builder.at += timedelta(days=2)
        stop_charges_of(builder, charges=mine[1:], on=ended_on)
        assert not duties(builder)["DISCONTINUED"].is_open


class TestLastDay:
    def test_it_is_the_last_day_and_not_that_of_the_last_record(self, builder, mine):
        stop_charges_of(builder, charges=mine[:1], on=day(builder, 6))
        builder.at += timedelta(hours=1)
        stop_charges_of(builder, charges=mine[1:], on=day(builder, 3))
        assert london_day(duties(builder)["DISCONTINUED"].happened_at) == day(builder, 6)
        assert reviewed(builder)["CPS_DISCONTINUED"].decided_on == day(builder, 6)

    def test_a_change_counts_from_its_own_day(self, builder, mine):
        stop_charges_of(builder, charges=mine[:1], on=day(builder, 6))
        assert london_day(duties(builder)["ALTERED"].happened_at) == day(builder, 6)


class TestBesideAVerdict:
    @pytest.mark.parametrize("result", ["CONVICTED", "ACQUITTED"])
    def test_the_rest_has_ended_once_the_court_decided_the_others(self, builder, mine, result):
        record(builder, "OUTCOME", result=result, charges=mine[:1])
        stop_charges_of(builder, charges=mine[1:], kind="ON_FILE")
        assert set(duties(builder)) == {"ON_FILE"}

    def test_also_by_a_sentence_on_a_plea(self, builder, mine):
        record(builder, "PLEA", result="GUILTY", charges=mine[:1])
        record(builder, "SENTENCE", detail="Six years.", charges=mine[:1])
        stop_charges_of(builder, charges=mine[1:], kind="ON_FILE")
        assert set(duties(builder)) == {"ON_FILE"}

    def test_also_by_a_plea_of_guilty_before_the_sentence(self, builder, mine):
        record(builder, "PLEA", result="GUILTY", charges=mine[:1])
        stop_charges_of(builder, charges=mine[1:], kind="ON_FILE")
        assert set(duties(builder)) == {"ON_FILE"}
        known = facts_of_letter(
            "STOPPED", record_of(builder.victim), builder.suspect(), side="CPS", language="ENGLISH"
        )
        assert {"decided_one", "some_on_file"} <= set(known["cases"])
        assert known["charges"] == [mine[1].offence.title]

    def test_not_by_one_that_was_changed_to_not_guilty(self, builder, mine):
        record(builder, "PLEA", result="GUILTY", charges=mine[:1])
        record(builder, "PLEA", result="NOT_GUILTY", on=day(builder, 8), charges=mine[1:])
        builder.at += timedelta(days=1)
        record(builder, "PLEA", result="NOT_GUILTY", charges=mine[:1])
        stop_charges_of(builder, charges=mine[1:], kind="ON_FILE")
        assert set(duties(builder)) == {"ALTERED"}

    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_the_letter_says_so_and_offers_no_review(self, builder, mine, language):
        record(builder, "OUTCOME", result="CONVICTED", charges=mine[:1])
        stop_charges_of(builder, charges=mine[1:], kind="ON_FILE")
        assert set(reviewed(builder)) == {"CPS_LESS_CHARGED"}
        known = facts_of_letter(
            "STOPPED", record_of(builder.victim), builder.suspect(), side="CPS",
            language={"en": "ENGLISH", "cy": "WELSH"}[language],
        )  # fmt: skip
        assert {"decided_one", "some_on_file"} <= set(known["cases"])
        template = letter_template("STOPPED", newest_template_version("STOPPED"), language)
        late = {"called": "Ms A", "dated": "today", "ask_by": "then", "cases": ["no_review"]}
        text = fill_template(template, known, {}, **late).as_plain_text()
        said = {
            "en": "The court has decided the others, or the person has pleaded guilty to them.",
            "cy": "penderfynu ar y lleill, neu mae’r person wedi pledio’n euog iddynt.",
        }
        unsaid = {"en": "Victims’ Right to Review", "cy": "Hawl Dioddefwyr i Adolygiad"}
        assert said[language] in text and unsaid[language] not in text
