"""A heartbeat in the future, after a clock was put back, does not count as recent."""

from datetime import UTC, datetime, timedelta

import pytest

from rasso import readiness
from timeliness.actions import heartbeats

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 15, 9, tzinfo=UTC)
WATCHED = {"swept": "sweep stalled", "sent": "sending stalled", "reckoned": "duties stalled"}


@pytest.mark.parametrize("name", WATCHED)
@pytest.mark.parametrize(
    ("away", "is_well"),
    [
        (timedelta(0), True),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
        (timedelta(minutes=4), True),  # two machines' clocks differ a little
        (timedelta(minutes=6), False),
        (timedelta(days=365), False),
    ],
)
def test_a_heartbeat_counts_only_near_to_now(name, away, is_well):
    for each in WATCHED:
        heartbeats.leave_heartbeat(each, at=NOW)
    heartbeats.leave_heartbeat(name, at=NOW + away)
    assert (WATCHED[name] not in readiness.readiness_problems(at=NOW)) is is_well
