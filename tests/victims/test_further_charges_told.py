"""What a victim is owed, told and sent once the CPS adds a charge to a decision (ADR 140)."""

from datetime import timedelta

import pytest

from devtools.case_builder import cast
from tests.support.cases.charges import allegations_against
from tests.support.cases.further_charges import add_charge_of, review_again
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import duties_owed, news_owed_to, recomputed_duties, tell_victim
from tests.support.victims.left_out import (
    leave_out,
    report_charge_about_others,
    two_victims,
)
from victims.actions import duties

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
