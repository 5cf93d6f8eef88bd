"""That the jury could not agree is owed to a victim as an outcome, and ends nothing for them."""

from datetime import timedelta

import pytest

from cases.queries.suspects_with_someone import rows_for, suspects_with_someone
from devtools.case_builder import cast, scope
from people.access.scopes import Refused
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.charges import allegations_against
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.further_charges import add_charge_of, review_again
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import news_owed_to, record_of, tell_victim
from tests.support.victims.left_out import leave_out, report_charge_about_others, two_victims
from victims.actions import victim_events
from victims.actions.court_outcomes import court_outcomes_about
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A suspect charged with counts about two victims; ten days later a jury has heard them."""
    made = charge_two_victims(cast(), at=days_ago(40))
    made.at += timedelta(days=10)
    return made


def heard_from_court(builder, victim=None):
    """Witness care has it from the court today."""
    return builder.do(
        victim_events.record_victim_event, "officer", record=record_of(victim or builder.victim),
        suspect=builder.suspects[0].pk, what="OUTCOME", on=builder.at.date(),
    )  # fmt: skip


def owes_outcome(builder, victim):
    return "OUTCOME" in news_owed_to(builder, victim)


def second_s(builder):
    return laid_about(builder.suspects[0], builder.second)


def test_nothing_is_heard_from_the_court_that_is_not_recorded(builder):
    with pytest.raises(Refused, match="nor that the jury could not agree"):
        heard_from_court(builder)


def test_it_is_owed_to_the_victim_of_that_charge_and_to_no_other(builder):
    record_in_court(builder, "NO_VERDICT", *second_s(builder))
    heard_from_court(builder, builder.second)
    assert owes_outcome(builder, builder.second)
    assert not owes_outcome(builder, builder.victim)


def test_recorded_in_error_it_is_owed_no_more(builder):
    fact = record_in_court(builder, "NO_VERDICT")
    heard_from_court(builder)
    assert owes_outcome(builder, builder.victim)
    correct_in_court(builder, fact, is_void=True)
    assert not owes_outcome(builder, builder.victim)


def test_the_outcome_of_the_next_trial_is_owed_again(builder):
    record_in_court(builder, "NO_VERDICT")
    heard_from_court(builder)
    tell_victim(builder, builder.victim, builder.suspects[0], "OUTCOME")
    assert not owes_outcome(builder, builder.victim)
    builder.at += timedelta(days=15)
    record_in_court(builder, "OUTCOME", result="ACQUITTED")
    heard_from_court(builder)
    assert owes_outcome(builder, builder.victim)


def test_the_next_trial_is_owed_as_a_trial(builder):
    record_in_court(builder, "NO_VERDICT")
    record_in_court(builder, "TRIAL", on=builder.at.date() + timedelta(days=90))
    for victim in (builder.victim, builder.second):
        assert "TRIAL" in news_owed_to(builder, victim)


def test_no_charge_about_the_victim_ended(builder):
    """Once no evidence is offered on another charge about the victim, the charges were changed."""
    record_in_court(builder, "NO_VERDICT")
    first = laid_about(builder.suspects[0], builder.victim)
    stop_charges_of(builder, charges=first[:1], kind="NO_EVIDENCE")
    owed = news_owed_to(builder, builder.victim)
    assert "ALTERED" in owed and "NO_EVIDENCE" not in owed
    record = record_of(builder.victim)
    assert court_outcomes_about(record, builder.suspects) == {}


def test_what_the_cps_stops_after_it_can_be_reviewed(builder):
    record_in_court(builder, "NO_VERDICT")
    builder.at += timedelta(days=3)
    stop_charges_of(builder, kind="NO_EVIDENCE")
    assert "NO_EVIDENCE" in news_owed_to(builder, builder.victim)
    [found] = reviewable_decisions_of_victim(record_of(builder.victim), side="CPS")
    assert "CPS_NO_EVIDENCE" in found.decisions


class TestChargedLater:
    """A charge that was laid after a jury could not agree on all of them is not of it."""

    @pytest.fixture
    def left_out(self):
        made = two_victims(cast(), at=days_ago(40))
        leave_out(made, "charge")
        report_charge_about_others(made)
        made.at += timedelta(days=9)
        return made

    def test_the_victim_of_it_is_owed_nothing_of_that(self, left_out):
        record_in_court(left_out, "NO_VERDICT")
        heard_from_court(left_out)
        left_out.at += timedelta(days=3)
        review_again(left_out)
        rows = allegations_against(left_out.suspects[0])
        [alleged] = [row for row in rows if row.victim_id == left_out.second.pk][:1]
        add_charge_of(left_out, alleged)
        assert owes_outcome(left_out, left_out.victim)
        assert not owes_outcome(left_out, left_out.second)

    def test_nor_is_it_undecided_since(self, left_out):
        mine = laid_about(left_out.suspects[0], left_out.victim)
        record_in_court(left_out, "NO_VERDICT")
        left_out.at += timedelta(days=3)
        review_again(left_out)
        rows = allegations_against(left_out.suspects[0])
        [alleged] = [row for row in rows if row.victim_id == left_out.second.pk][:1]
        add_charge_of(left_out, alleged)
        record_in_court(left_out, "OUTCOME", *mine, result="ACQUITTED")
        rows = suspects_with_someone(rows_for(scope(left_out.cast.prosecutor, at=left_out.at)))
        assert not rows.filter(pk=left_out.suspects[0].pk).exists()
