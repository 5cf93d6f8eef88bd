"""What a victim is owed, told and sent once the CPS adds a charge to a decision (ADR 140)."""

from datetime import timedelta

import pytest

from cases.case_details.actions import cases as case_actions
from cases.models import Allegation, LaidCharge
from devtools.case_builder import cast
from people.text.dates import format_day
from tests.support.cases.charge_stops import laid_about, newest_stop, stop_charges_of
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.further_charges import add_charge_of, allege_further, review_again
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import (
    duties_owed,
    news_owed_to,
    recomputed_duties,
    record_of,
    tell_victim,
)
from tests.support.victims.left_out import (
    leave_out,
    report_charge_about_others,
    two_victims,
)
from timeliness.calendar import london_day
from victims.actions import duties
from victims.actions.letter_facts import facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.labels import NO_CHARGE_MILESTONE
from victims.models import Duty
from victims.queries.dated_facts import dated_facts

pytestmark = pytest.mark.django_db


@module_fixture
def left_out():
    """The suspect is charged, and what is alleged about the second victim was left out."""
    builder = two_victims(cast(), at=days_ago(20))
    leave_out(builder, "charge")
    report_charge_about_others(builder)
    builder.at += timedelta(days=9)
    return builder


def alleged_about(builder, victim, n=0):
    """The nth allegation about a victim."""
    rows = allegations_against(builder.suspects[0])
    return [row for row in rows if row.victim_id == victim.pk][n]


def charge_after_all(builder, n=0, **facts):
    """What was left out is reviewed again and charged."""
    review_again(builder)
    return add_charge_of(builder, alleged_about(builder, builder.second, n), **facts)


def duty_of(builder, victim, what):
    recomputed_duties(builder)
    [duty] = duties_owed(builder, what=what, record=victim.pk)
    return duty


class TestWhoWasLeftOut:
    def test_that_nothing_was_charged_stays_owed_and_late_until_the_charge_is_told(self, left_out):
        before = duty_of(left_out, left_out.second, "NOT_AUTHORISED")
        assert before.is_open and before.listed_at < left_out.at
        charge_after_all(left_out)
        duty = duty_of(left_out, left_out.second, "NOT_AUTHORISED")
        assert (duty.pk, duty.is_open, duty.listed_at) == (before.pk, True, before.listed_at)
        left_out.at += timedelta(hours=1)
        tell_victim(left_out, left_out.second, left_out.suspects[0], "CHARGE")
        duty = duty_of(left_out, left_out.second, "NOT_AUTHORISED")
        assert (duty.is_open, duty.ended_because, duty.told.what) == (False, "", "CHARGE")
        assert duty.kept_at > duty.listed_at
        assert not recomputed_duties_again(left_out)

    def test_the_sweep_finds_one_that_the_charge_met(self, left_out):
        duty = duty_of(left_out, left_out.second, "NOT_AUTHORISED")
        charge_after_all(left_out)
        left_out.at += timedelta(hours=1)
        tell_victim(left_out, left_out.second, left_out.suspects[0], "CHARGE")
        rows = Duty.objects.unscoped("test").filter(pk=duty.pk)
        rows.update(is_open=True, told=None, kept_at=None)
        assert recomputed_duties_again(left_out) == 1
        assert not rows.get().is_open

    def test_the_charge_of_another_victim_meets_nothing(self, left_out):
        review_again(left_out)
        add_charge_of(left_out)
        assert "ALTERED" in news_owed_to(left_out, left_out.victim)
        left_out.at += timedelta(hours=1)
        tell_victim(left_out, left_out.second, left_out.suspects[0], "CHARGE")
        assert "NOT_AUTHORISED" in news_owed_to(left_out, left_out.second)


def recomputed_duties_again(builder):
    """How many cases are found to differ from what was just recomputed."""
    return duties.recompute_all_duties(at=builder.at)


def letter(builder, victim, kind):
    record, suspect = record_of(victim), builder.suspect()
    return facts_of_letter(kind, record, suspect, side="CPS", language="ENGLISH")


def title_of(builder, n):
    return alleged_about(builder, builder.second, n).offence.title


class TestLetters:
    def test_one_with_two_further_charges_is_told_of_both_as_charged(self, left_out):
        charge_after_all(left_out)
        charge_after_all(left_out, 1)
        both = sorted(title_of(left_out, n) for n in (0, 1))
        facts = letter(left_out, left_out.second, "CHARGE")
        assert facts["charges"] == both
        assert facts["charged_on"] == format_day(london_day(newest_stop(left_out.suspects[0]).at))
        changed = letter(left_out, left_out.second, "ALTERED")
        assert (changed["before"], changed["charges"]) == ([title_of(left_out, 0)], both)

    def test_one_that_ended_since_is_told_as_charged_still(self, left_out):
        new = LaidCharge.objects.get(altered_by=charge_after_all(left_out))
        stop_charges_of(left_out, charges=[new])
        assert "CHARGE_AUTHORISED" in news_owed_to(left_out, left_out.second)
        facts = letter(left_out, left_out.second, "CHARGE")
        assert facts["charges"] == [title_of(left_out, 0)]

    def test_a_further_one_that_ends_was_there_before_the_change(self, left_out):
        [first] = laid_about(left_out.suspects[0], left_out.victim)
        review_again(left_out)
        act = {"offence": offence_with_code("SX03003"), "from_on": NIGHT}
        new = LaidCharge.objects.get(altered_by=add_charge_of(left_out, **act))
        stop_charges_of(left_out, charges=[new])
        changed = letter(left_out, left_out.victim, "ALTERED")
        before = sorted([first.offence.title, new.offence.title])
        assert (changed["before"], changed["charges"]) == (before, [first.offence.title])


@module_fixture
def alleged_later():
    """A third victim, of whom the police first learn once the suspect is charged."""
    builder = two_victims(cast(), at=days_ago(20))
    leave_out(builder, "charge")
    report_charge_about_others(builder)
    builder.at += timedelta(days=9)
    builder.third = builder.do(case_actions.add_victim, "officer", case=builder.case)
    allege_further(builder, victim=builder.third)
    return builder


def dated_facts_of(builder, victim):
    """{code: days} of the dated facts about a victim."""
    theirs = Allegation.objects.unscoped("test").filter(victim=victim, is_current=True)
    found = {}
    for day, _number, code in dated_facts(theirs).get(victim.pk, []):
        found.setdefault(code, []).append(day)
    return found


def charge_third(builder, **facts):
    review_again(builder)
    return add_charge_of(builder, alleged_about(builder, builder.third), **facts)


class TestWhoWasAllegedLater:
    def test_a_decision_made_before_says_nothing_of_them(self, alleged_later):
        assert not dated_facts_of(alleged_later, alleged_later.third).keys() & {
            "CHARGE", "CHARGED", NO_CHARGE_MILESTONE,
        }  # fmt: skip
        assert NO_CHARGE_MILESTONE in dated_facts_of(alleged_later, alleged_later.second)

    def test_a_decision_made_before_is_not_theirs_to_have_reviewed(self, alleged_later):
        def offered(victim):
            [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
            return set(found.decisions)

        assert not offered(alleged_later.third)
        assert "CPS_LESS_CHARGED" in offered(alleged_later.second)
        charge_third(alleged_later)
        assert "CPS_LESS_CHARGED" in offered(alleged_later.third)

    def test_their_charge_is_dated_by_the_day_of_the_further_one(self, alleged_later):
        review_again(alleged_later)
        day = alleged_later.at.date() + timedelta(days=1)
        alleged_later.at += timedelta(days=3)
        add_charge_of(alleged_later, alleged_about(alleged_later, alleged_later.third), on=day)
        facts = dated_facts_of(alleged_later, alleged_later.third)
        assert (facts["CHARGE"], facts["CHARGED"]) == ([day], [day])
        first = dated_facts_of(alleged_later, alleged_later.victim)
        assert first["CHARGED"][0] < day

    def test_the_police_owe_them_that_the_suspect_was_charged(self, alleged_later):
        assert "CHARGED" not in news_owed_to(alleged_later, alleged_later.third)
        stop = charge_third(alleged_later)
        duty = duty_of(alleged_later, alleged_later.third, "CHARGED")
        assert (duty.owed_by, duty.source, duty.is_open) == ("POLICE", str(stop.pk), True)
        assert london_day(duty.happened_at) == stop.ended_on
        alleged_later.at += timedelta(hours=1)
        tell_victim(alleged_later, alleged_later.third, alleged_later.suspects[0], "CHARGED")
        assert news_owed_to(alleged_later, alleged_later.third) == {"CHARGE_AUTHORISED"}

    def test_a_second_further_charge_is_a_change_and_no_other_charge(self, alleged_later):
        charge_third(alleged_later)
        review_again(alleged_later)
        about = {"victim": alleged_later.third, "offence": offence_with_code("SX03003")}
        add_charge_of(alleged_later, **about)
        duty_of(alleged_later, alleged_later.third, "CHARGED")
        duty_of(alleged_later, alleged_later.third, "ALTERED")
