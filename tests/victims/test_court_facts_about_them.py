"""A victim is owed news of what happens in court to the charges about them, and of no others."""

from datetime import timedelta

import pytest

from cases.case_details.actions import cases
from cases.decisions.actions import court_facts
from cases.decisions.counts import count_as_alleged
from cases.models import LaidCharge
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charge_stops import laid_about
from tests.support.cases.charges import WHAT_HE_DID, allegations_against, report_charge_of
from tests.support.cases.counts import PENETRATION, charge_with_counts, offence_with_code
from tests.support.cases.second_prosecution import charge_again, set_prosecution_aside
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.left_out import leave_out, report_charge_about_others, two_victims
from timeliness.calendar import london_day
from victims.actions import victim_events
from victims.actions.duties import recompute_case_duties
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.models import Duty, VictimRecord

pytestmark = pytest.mark.django_db

START = days_ago(20)
NIGHT = london_day(START) - timedelta(days=30)
STOPPED = "CPS_NO_EVIDENCE"


@module_fixture
def builder():
    """One suspect, charged with two counts about the first victim and one about the second."""
    made = CaseBuilder(cast(), at=START)
    made.second = made.do(cases.add_victim, "officer", case=made.case)
    for victim in (made.victim, made.second):
        made.do(
            cases.add_allegation, "officer", case=made.case, victim=victim,
            suspect=made.suspects[0], offence=offence_with_code(PENETRATION), from_on=NIGHT,
        )  # fmt: skip
    made.allocate().review()
    alleged = allegations_against(made.suspects[0])
    charge_with_counts(made, *(count_as_alleged(each, WHAT_HE_DID) for each in alleged))
    report_charge_of(made)
    made.at = START + timedelta(days=19)
    return made


def charges_about(victim):
    return list(LaidCharge.objects.filter(victim=victim.pk).order_by("pk"))


def record(builder, kind, charges, days=5, **facts):
    return builder.do(
        court_facts.record_court_fact, "assistant", suspect=builder.suspects[0], kind=kind,
        on=london_day(START) + timedelta(days=days), charges=charges, **facts,
    )  # fmt: skip


def owed(builder, what):
    """The numbers of the victims who are owed this news."""
    recompute_case_duties(case_id=builder.case.pk, at=builder.at)
    rows = Duty.objects.unscoped("test").filter(what=what, is_open=True)
    return sorted(rows.values_list("record__number", flat=True))


def ended_in_court(builder, victim):
    """Whether a victim may ask for a review because the charges about them were stopped."""
    record_of = VictimRecord.objects.unscoped("test").get(victim=victim.pk)
    [found] = reviewable_decisions_of_victim(record_of, side="CPS")
    return STOPPED in found.decisions


def test_a_trial_of_some_charges_is_news_to_the_victims_of_those(builder):
    record(builder, "TRIAL", charges_about(builder.second), days=60)
    assert owed(builder, "TRIAL") == [2]
    record(builder, "FIRST_HEARING", [])
    assert owed(builder, "FIRST_HEARING") == [1, 2]


def test_a_victim_hears_that_it_was_stopped_where_a_charge_about_them_was(builder):
    record(builder, "OUTCOME", charges_about(builder.second), result="STOPPED")
    assert owed(builder, "STOPPED") == [2]
    assert ended_in_court(builder, builder.second)
    assert not ended_in_court(builder, builder.victim)


def test_a_review_of_stopping_needs_that_every_charge_about_them_was_stopped(builder):
    one, two = charges_about(builder.victim)
    record(builder, "OUTCOME", [one], result="STOPPED")
    assert not ended_in_court(builder, builder.victim)
    record(builder, "OUTCOME", [two], result="STOPPED")
    assert ended_in_court(builder, builder.victim)


def test_a_conviction_on_another_charge_about_them_goes_first(builder):
    one, two = charges_about(builder.victim)
    record(builder, "OUTCOME", [one], result="STOPPED")
    record(builder, "OUTCOME", [two], result="CONVICTED")
    assert not ended_in_court(builder, builder.victim)


@module_fixture
def left_out():
    """One suspect, charged with what is about the first victim only."""
    made = two_victims(cast(), at=START)
    leave_out(made, "charge")
    report_charge_about_others(made)
    made.at = START + timedelta(days=19)
    return made


def test_what_is_about_all_charges_is_no_news_to_one_about_whom_none_was_laid(left_out):
    record(left_out, "FIRST_HEARING", [])
    record(left_out, "TRIAL", [], days=60)
    record(left_out, "OUTCOME", [], result="STOPPED")
    for what in ("FIRST_HEARING", "STOPPED"):
        assert owed(left_out, what) == [1]
    assert ended_in_court(left_out, left_out.victim)
    assert not ended_in_court(left_out, left_out.second)


def test_an_outcome_is_no_news_to_one_about_whom_none_was_laid(left_out):
    record(left_out, "OUTCOME", [], result="CONVICTED")
    for_first = VictimRecord.objects.unscoped("test").get(victim=left_out.victim.pk)
    left_out.do(
        victim_events.record_victim_event, "officer", record=for_first,
        suspect=left_out.suspects[0].pk, what="OUTCOME", on=left_out.at.date(),
    )  # fmt: skip
    assert owed(left_out, "OUTCOME") == [1]


class TestAnEarlierProsecution:
    """What was recorded of a decision that was set aside is owed no more, and tells nothing new."""

    def test_hearings_of_it_are_owed_no_more(self, builder):
        record(builder, "TRIAL", [], days=60)
        assert owed(builder, "TRIAL") == [1, 2]
        set_prosecution_aside(builder)
        assert owed(builder, "TRIAL") == []
        charge_again(builder)
        assert owed(builder, "TRIAL") == []
        record(builder, "TRIAL", [], days=70)
        assert owed(builder, "TRIAL") == [1, 2]

    def test_that_it_was_stopped_in_court_says_nothing_of_the_next(self, builder):
        record(builder, "OUTCOME", [], result="STOPPED")
        set_prosecution_aside(builder)
        charge_again(builder)
        assert owed(builder, "STOPPED") == []
        assert not ended_in_court(builder, builder.second)
        with pytest.raises(NothingToTell):
            facts_of_letter(
                "STOPPED", VictimRecord.objects.unscoped("test").get(victim=builder.victim.pk),
                builder.suspect(), side="CPS", language="ENGLISH",
            )  # fmt: skip
        theirs = laid_about(builder.suspects[0], builder.second)
        record(builder, "OUTCOME", theirs, days=19, result="STOPPED")
        assert owed(builder, "STOPPED") == [2]
