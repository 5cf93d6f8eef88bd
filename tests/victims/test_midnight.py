"""Half an hour after midnight in summer, when London's day is not yet UTC's."""

from datetime import UTC, date, datetime

import pytest

from victims.contact_dates import contact_moment_on_day, days_since_reached, next_contact_at
from victims.models import VictimRecord

HALF_PAST = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)  # 00:30 on Wednesday 15 July in London
NOON = datetime(2026, 7, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("reached", [HALF_PAST, None])
def test_an_interval_begins_on_the_day_in_london(reached):
    record = VictimRecord(update_every_days=7, last_reached_at=reached, is_withdrawn=False)
    now = NOON if reached else HALF_PAST
    assert next_contact_at(record, at=now) == datetime(2026, 7, 21, 23, tzinfo=UTC)


def test_how_long_ago_and_when_are_told_by_days_in_london():
    assert days_since_reached(VictimRecord(last_reached_at=HALF_PAST), at=NOON) == 5
    assert contact_moment_on_day(date(2026, 7, 15), at=HALF_PAST) == HALF_PAST
    assert contact_moment_on_day(date(2026, 7, 14), at=HALF_PAST) == datetime(
        2026, 7, 14, 11, tzinfo=UTC
    )
