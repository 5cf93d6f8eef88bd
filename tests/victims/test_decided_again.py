"""Every victim of a decision that is set aside hears that it is decided again, not who asked."""

from datetime import date, timedelta

import pytest

from cases.decisions.actions import charges, reopenings
from devtools.case_builder import cast
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.charges import (
    answer_report,
    authorise_charge_of,
    authorised_charges,
    correct_report,
    report_charge_of,
)
from tests.support.cases.decisions import no_further_action
from tests.support.cases.reversals import newest_reversal, reverse_decision, withdraw_charge_of
from tests.support.cases.second_prosecution import set_prosecution_aside
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, tell_victim
from tests.support.victims.left_out import two_victims
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from timeliness.calendar import london_day
from victims.actions import duty_facts_sql

pytestmark = pytest.mark.django_db

BEFORE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def held_before(monkeypatch):
    """ADR 94 holds before the day of these cases."""
    monkeypatch.setattr(duty_facts_sql, "DECIDED_AGAIN_SINCE", BEFORE)


def owed(builder, victim):
    return {
        each.what for each in recomputed_duties(builder)
        if each.is_open and each.record_id == victim.pk
    }  # fmt: skip


def hears(builder, victim):
    """Whether the victim is owed that what concerns them is decided again."""
    return "DECIDED_AGAIN" in owed(builder, victim)


def authorised_about_both():
    """A charge about each of two victims is authorised."""
    builder = two_victims(cast())
    builder.have_reviewed(builder.suspects[0])
    authorise_charge_of(builder)
    return builder


def about_first(builder):
    """(victim, offence) of the allegations about the first victim."""
    said = authorised_charges(builder.suspects[0])
    return [(victim, offence) for victim, offence in said if victim.pk == builder.victim.pk]


def tell_both(builder, *what):
    for victim in (builder.victim, builder.second):
        tell_victim(builder, victim, builder.suspect(), *what)
    builder.at += timedelta(minutes=5)


@module_fixture
def closed():
    """No further action about two victims, who were both told."""
    builder = two_victims(cast())
    no_further_action(builder, builder.suspects[0])
    tell_both(builder, "NFA")
    return builder


@module_fixture
def charged():
    """A suspect charged with counts about two victims, who were both told."""
    builder = charge_two_victims(cast())
    tell_both(builder, "CHARGE", "CHARGED")
    return builder


class TestNoFurtherAction:
    def test_the_other_victim_hears_that_it_is_decided_again(self, closed):
        complete_review(closed, ask_for_review_today(closed), "OVERTURNED")
        assert hears(closed, closed.second) and not hears(closed, closed.victim)
        [duty] = duties_owed(closed, what="DECIDED_AGAIN")
        assert (duty.owed_by, duty.clock.confidence) == ("CPS", "unverified")
        tell_victim(closed, closed.second, closed.suspect(), "DECIDED_AGAIN")
        assert not hears(closed, closed.second)

    def test_on_new_evidence_both_do_so_that_it_tells_of_no_request(self, closed):
        reverse_decision(closed)
        assert hears(closed, closed.second) and hears(closed, closed.victim)

    def test_a_review_that_upholds_it_is_no_news_to_others(self, closed):
        complete_review(closed, ask_for_review_today(closed), "STANDS")
        assert not hears(closed, closed.second)

    def test_whoever_was_not_told_of_it_hears_nothing(self):
        builder = two_victims(cast())
        no_further_action(builder, builder.suspects[0])
        tell_victim(builder, builder.victim, builder.suspect(), "NFA")
        reverse_decision(builder)
        assert hears(builder, builder.victim) and not hears(builder, builder.second)

    def test_the_next_decision_is_owed_to_each_and_says_it_too(self, closed):
        reverse_decision(closed)
        closed.give_case([closed.suspect()])
        closed.review()
        no_further_action(closed, closed.suspect())
        assert {"NFA", "DECIDED_AGAIN"} <= owed(closed, closed.second)
        tell_victim(closed, closed.second, closed.suspect(), "NFA")
        assert not owed(closed, closed.second) & {"NFA", "DECIDED_AGAIN"}


class TestStoppedCharges:
    def overturn(self, builder, **whose):
        right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED", **whose)
        complete_review(builder, right, "OVERTURNED")

    def test_the_other_victim_hears_that_it_is_decided_again(self, charged):
        stop_charges_of(charged)
        tell_both(charged, "STOPPED")
        self.overturn(charged)
        assert hears(charged, charged.second) and not hears(charged, charged.victim)

    def test_also_who_knows_of_the_charge_and_not_yet_that_it_was_stopped(self, charged):
        stop_charges_of(charged)
        tell_victim(charged, charged.victim, charged.suspect(), "STOPPED")
        self.overturn(charged)
        assert hears(charged, charged.second)

    def test_not_one_whose_charges_ended_for_good(self, charged):
        about_second = laid_about(charged.suspects[0], charged.second)
        stop_charges_of(charged, charges=about_second, kind="NO_EVIDENCE")
        stop_charges_of(charged, charges=laid_about(charged.suspects[0], charged.victim))
        tell_both(charged, "STOPPED")
        self.overturn(charged)
        assert charged.suspect().state == "READY_TO_ALLOCATE"
        assert not hears(charged, charged.second)

    def test_nothing_while_a_charge_about_somebody_else_goes_on(self, charged):
        stop_charges_of(charged, charges=laid_about(charged.suspects[0], charged.victim))
        tell_victim(charged, charged.victim, charged.suspect(), "STOPPED")
        self.overturn(charged)
        assert not hears(charged, charged.second)

    def test_one_whose_own_review_moved_nothing_hears_once_another_s_sets_it_aside(self, charged):
        stop_charges_of(charged, charges=laid_about(charged.suspects[0], charged.victim))
        tell_victim(charged, charged.victim, charged.suspect(), "STOPPED")
        self.overturn(charged)
        stop_charges_of(charged, charges=laid_about(charged.suspects[0], charged.second))
        tell_victim(charged, charged.second, charged.suspect(), "STOPPED")
        self.overturn(charged, of=charged.second)
        assert charged.suspect().state == "READY_TO_ALLOCATE"
        assert hears(charged, charged.victim) and not hears(charged, charged.second)


class TestReviewedAfterwards:
    """Both victims asked for a review of no further action; the first's sets it aside."""

    @pytest.fixture
    def asked(self, closed):
        """The second victim's review, which is decided after the first's was overturned."""
        first, second = (
            ask_for_review_today(closed, of=each) for each in (closed.victim, closed.second)
        )
        complete_review(closed, first, "OVERTURNED")
        assert hears(closed, closed.second)
        closed.at += timedelta(hours=1)
        return second

    def test_the_outcome_of_their_own_review_tells_them_too(self, closed, asked):
        complete_review(closed, asked, "OVERTURNED")
        assert hears(closed, closed.second)
        closed.at += timedelta(hours=1)
        tell_victim(closed, closed.second, closed.suspect(), "REVIEW_OUTCOME")
        assert duty_facts_sql.cases_with_unsettled_duties(at=closed.at) == []
        assert not hears(closed, closed.second)

    def test_one_that_found_it_right_does_not(self, closed, asked):
        complete_review(closed, asked, "STANDS")
        assert hears(closed, closed.second)

    def test_nor_an_outcome_of_another_review_told_before(self, closed, asked):
        tell_victim(closed, closed.second, closed.suspect(), "REVIEW_OUTCOME")
        closed.at += timedelta(hours=1)
        complete_review(closed, asked, "OVERTURNED")
        assert hears(closed, closed.second)


class TestChargesNotLaid:
    """A charge about each of two victims was authorised; the police laid only the first's."""

    @pytest.mark.parametrize("is_told", [True, False])
    @pytest.mark.parametrize("is_corrected", [False, True])
    def test_whoever_was_told_that_it_was_authorised_hears(self, is_told, is_corrected):
        builder = authorised_about_both()
        if is_told:
            tell_victim(builder, builder.second, builder.suspect(), "CHARGE")
        if is_corrected:
            report_charge_of(builder)
        report = correct_report if is_corrected else report_charge_of
        report(builder, charges=about_first(builder), explanation="The sergeant’s choice.")
        answer_report(builder, charges.accept_charge_report)
        set_prosecution_aside(builder)
        assert hears(builder, builder.second) == is_told

    def test_one_that_is_withdrawn_before_is_told_as_that(self):
        builder = authorised_about_both()
        tell_victim(builder, builder.second, builder.suspect(), "CHARGE")
        withdraw_charge_of(builder)
        owed_now = owed(builder, builder.second)
        assert "CHARGE_WITHDRAWN" in owed_now and "DECIDED_AGAIN" not in owed_now


def test_a_panel_s_second_look_is_news_to_each(closed):
    suspect = closed.suspect()
    closed.do(reopenings.reopen_on_review, "manager", suspect=suspect, ground="PANEL")
    assert hears(closed, closed.second) and hears(closed, closed.victim)


@pytest.mark.parametrize("is_before", [True, False])
def test_nothing_is_owed_of_what_was_set_aside_before_it_was_decided(
    closed, monkeypatch, is_before
):
    reverse_decision(closed)
    day = london_day(newest_reversal(closed.suspects[0]).in_force_at)
    since = day + timedelta(days=1) if is_before else day
    monkeypatch.setattr(duty_facts_sql, "DECIDED_AGAIN_SINCE", since)
    assert hears(closed, closed.second) == (not is_before)
