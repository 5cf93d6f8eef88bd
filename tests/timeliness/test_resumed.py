"""A resumed clock reminds of what is to come, not of reminder points during the pause."""

import pytest

from tests.support.timeliness.moments import day_of, london
from tests.timeliness.conftest import CASE
from timeliness.actions import clocks
from timeliness.actions.sweep import sweep_clocks
from timeliness.models import Reminder


@pytest.fixture
def clock(cps):
    return clocks.start_agreed_clock(
        due_on=day_of("2026-06-29"), rule="action_item", about=CASE, subject="S1", unit=cps.unit,
        at=london("2026-06-01 10:00"),
    )  # fmt: skip


def reminder_stages():
    return list(Reminder.objects.order_by("made_at").values_list("stage", "stage_at"))


def test_a_reminder_that_fell_into_the_pause_is_not_said_late(clock):
    assert clock.remind_at == london("2026-06-25 08:00")
    clocks.stop_clock(clock, at=london("2026-06-24 10:00"))
    sweep_clocks(at=london("2026-06-26 09:00"))
    clocks.resume_clock(clock, at=london("2026-06-26 10:00"))
    sweep_clocks(at=london("2026-06-26 10:01"))
    assert reminder_stages() == []
    clock.refresh_from_db()
    assert clock.remind_at == clock.look_at == london("2026-06-29 08:00")
    sweep_clocks(at=london("2026-06-29 08:01"))
    assert reminder_stages() == [("before_due", london("2026-06-29 08:00"))]


def test_a_reminder_from_before_the_pause_is_not_repeated(clock):
    sweep_clocks(at=london("2026-06-25 08:01"))
    clocks.stop_clock(clock, at=london("2026-06-25 10:00"))
    clocks.resume_clock(clock, at=london("2026-06-26 10:00"))
    sweep_clocks(at=london("2026-06-29 08:01"))
    assert reminder_stages() == [("before_due", london("2026-06-25 08:00"))]
    sweep_clocks(at=london("2026-06-30 08:01"))
    assert [stage for stage, _at in reminder_stages()] == ["before_due", "after_due"]
