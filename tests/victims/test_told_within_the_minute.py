"""Calls are recorded to the minute; news told in the minute of the fact counts."""

from datetime import timedelta

import pytest

from cases.models import CourtFact
from devtools.letter_steps import authorise_victim_charge, build_case_before_charge
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, tell_victim

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A trial date recorded at 40 seconds past the minute."""
    builder = build_case_before_charge()
    authorise_victim_charge(builder, builder.suspects[0])
    builder.fixed_at = builder.at.replace(second=40)
    CourtFact.objects.unscoped("test").create(
        case=builder.case, suspect=builder.suspects[0], kind="TRIAL", by=builder.cast.officer,
        on=builder.at.date() + timedelta(days=90), at=builder.fixed_at,
    )  # fmt: skip
    builder.at += timedelta(hours=1)
    return builder


def tell_of_hearing(builder, at):
    tell_victim(builder, builder.victim, builder.suspects[0], "HEARING", contacted_at=at)


@pytest.mark.parametrize("reckoned_first", [True, False])
def test_news_told_in_the_minute_in_which_it_is_recorded_is_no_longer_owed(builder, reckoned_first):
    if reckoned_first:
        [duty] = [each for each in recomputed_duties(builder) if each.what == "TRIAL"]
        assert duty.is_open and duty.happened_at.second == 40
    tell_of_hearing(builder, builder.fixed_at.replace(second=0))
    [duty] = [each for each in recomputed_duties(builder) if each.what == "TRIAL"]
    assert not duty.is_open and duty.kept_at == builder.fixed_at.replace(second=0)


def test_news_told_in_the_minute_before_does_not_meet_the_duty(builder):
    tell_of_hearing(builder, builder.fixed_at.replace(second=0) - timedelta(minutes=1))
    [duty] = [each for each in duties_owed(builder) if each.what == "TRIAL"]
    assert duty.is_open
