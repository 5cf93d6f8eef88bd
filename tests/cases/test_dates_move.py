"""A closed day moves due dates, and the order of worklists with them."""

from datetime import timedelta

import pytest

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from timeliness.actions import clocks
from timeliness.models import Clock, Confidence

pytestmark = pytest.mark.django_db


def test_a_suspect_is_listed_where_the_clock_now_says():
    builder = CaseBuilder(cast(), suspects=2).submit()
    clock = Clock.objects.get(closed_at=None)
    due_at = clock.due_at + timedelta(days=1)

    clock.due_at = due_at
    clocks.set_reminder_points(clock, since=builder.at, extra={})
    clock.save()

    assert clock.confidence == Confidence.SOURCED
    for suspect in Suspect.objects.unscoped("test"):
        assert suspect.due_at == suspect.listed_at == due_at


def test_a_clock_left_behind_moves_no_suspect():
    builder = CaseBuilder(cast()).allocate().plan()
    left = builder.suspect().turns.unscoped("test").filter(state="TRIAGE").get().clock
    before = builder.suspect().due_at

    left.due_at += timedelta(days=1)
    clocks.set_reminder_points(left, since=builder.at, extra={})
    left.save()

    assert builder.suspect().due_at == before


def test_a_clock_that_moves_past_an_open_action_leaves_the_earlier_date():
    builder = CaseBuilder(cast()).allocate()
    clock = Clock.objects.get(closed_at=None)
    builder.plan({"weight": "DESIRABLE"})
    first = builder.items[0].clock.due_at
    assert builder.suspect().due_at == first < clock.due_at

    for due_at in (clock.due_at + timedelta(days=1), first - timedelta(days=1)):
        clock.due_at = due_at
        clocks.set_reminder_points(clock, since=builder.at, extra={})
        clock.save()
        assert builder.suspect().due_at == builder.suspect().listed_at == min(first, due_at)
