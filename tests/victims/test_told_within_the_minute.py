"""Calls are recorded to the minute; news told in the minute of the fact counts."""

from datetime import timedelta

import pytest

from cases.models import CourtFact
from devtools.letter_steps import charge, road_before_charge
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned, tell

pytestmark = pytest.mark.django_db


@standing
def road():
    """A trial date recorded at 40 seconds past the minute."""
    road = road_before_charge()
    charge(road, road.suspects[0])
    road.fixed_at = road.at.replace(second=40)
    CourtFact.objects.unscoped("test").create(
        case=road.case, suspect=road.suspects[0], kind="TRIAL", by=road.cast.officer,
        on=road.at.date() + timedelta(days=90), at=road.fixed_at,
    )  # fmt: skip
    road.at += timedelta(hours=1)
    return road


def told(road, at):
    tell(road, road.victim, road.suspects[0], "HEARING", contacted_at=at)


@pytest.mark.parametrize("reckoned_first", [True, False])
def test_what_she_is_told_in_the_minute_in_which_it_is_recorded_is_no_longer_owed(
    road, reckoned_first
):
    if reckoned_first:
        [duty] = [each for each in reckoned(road) if each.what == "TRIAL"]
        assert duty.is_open and duty.happened_at.second == 40
    told(road, road.fixed_at.replace(second=0))
    [duty] = [each for each in reckoned(road) if each.what == "TRIAL"]
    assert not duty.is_open and duty.kept_at == road.fixed_at.replace(second=0)


def test_what_she_is_told_in_the_minute_before_does_not_keep_it(road):
    told(road, road.fixed_at.replace(second=0) - timedelta(minutes=1))
    [duty] = [each for each in owed(road) if each.what == "TRIAL"]
    assert duty.is_open
