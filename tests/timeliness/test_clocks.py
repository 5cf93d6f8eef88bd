from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from people.access import scopes
from people.access.permission_tables import Refused
from people.models import AuditEntry
from tests.support.timeliness.moments import day_of, london
from tests.timeliness.conftest import CASE
from timeliness.actions import clocks, closed_days
from timeliness.models import Clock, ExtraDay
from timeliness.periods import PERIODS_BY_VERSION, NoPeriod, Period

BEGAN = london("2026-06-01 10:00")  # a Monday


@pytest.fixture
def start_clock(cps):
    def start(rule="charging_green", at=BEGAN, **more):
        return clocks.start_clock(rule=rule, about=CASE, subject="S1", unit=cps.unit, at=at, **more)

    return start


@pytest.fixture
def start_agreed_clock(cps):
    def agree(due_on, at=BEGAN):
        return clocks.start_agreed_clock(
            due_on=day_of(due_on),
            rule="action_item",
            about=CASE,
            subject="S1",
            unit=cps.unit,
            at=at,
        )

    return agree


def test_a_clock_keeps_its_rule_and_when_it_will_speak(start_clock):
    clock = Clock.objects.get(pk=start_clock().pk)
    assert (clock.rule, clock.rule_version) == ("charging_green", "charging_green@always")
    assert (clock.confidence, clock.counted_in) == ("sourced", "days")
    assert clock.due_at == london("2026-06-29 23:59:59")
    assert clock.look_at == clock.remind_at == london("2026-06-25 08:00")
    assert clock.overdue_at == london("2026-06-30 08:00")
    assert clock.escalate_at == london("2026-07-02 08:00")


def test_a_borrowed_period_is_marked_as_what_it_is(start_clock):
    assert start_clock(confidence="unverified").confidence == "unverified"


def test_where_there_is_no_period_there_is_no_clock(start_clock):
    with pytest.raises(NoPeriod):
        start_clock("review_after_plan_answered")
    assert not Clock.objects.exists()


def test_a_length_without_a_setting_starts_no_clock_until_the_area_sets_it(
    cps, make_unit, monkeypatch
):
    facts = {"rule": "referral_sign_off", "about": CASE, "subject": "S1", "at": BEGAN}
    assert clocks.start_clock_if_set(unit=cps.unit, **facts) is None
    north = make_unit("North", area="North West").unit
    own = Period(
        "referral_sign_off", 2, "hours", "event", "product setting", "us", area="North West"
    )
    monkeypatch.setitem(PERIODS_BY_VERSION, own.version, own)
    clock = clocks.start_clock_if_set(unit=north, **facts)
    assert clock.due_at == london("2026-06-01 12:00")
    assert clock.confidence == "product setting"
    assert clocks.start_clock_if_set(unit=cps.unit, **facts) is None
    assert Clock.objects.count() == 1


def test_the_unit_s_area_decides_whose_period_applies(start_clock, make_unit):
    north = make_unit("North", area="North West").unit
    clock = clocks.start_clock(
        rule="vrr_rasso_expedited", about=CASE, subject="S1", unit=north, at=BEGAN
    )
    assert clock.rule_version == "vrr_rasso_expedited@North West@2026-01-27"
    with pytest.raises(NoPeriod):
        start_clock("vrr_rasso_expedited")


def test_an_agreed_date_runs_to_the_end_of_its_london_day(start_agreed_clock):
    clock = start_agreed_clock("2026-06-15")
    assert (clock.rule_version, clock.confidence) == ("agreed", "agreed")
    assert clock.due_at.isoformat() == "2026-06-15T22:59:59+00:00"
    assert clock.remind_at == london("2026-06-11 08:00")


def test_a_moved_clock_speaks_for_its_new_day_as_if_it_began_then(start_clock):
    clock = start_clock()
    clocks.move_clock(clock, due_on=day_of("2026-06-26"), at=london("2026-06-25 12:00"))
    clock.refresh_from_db()
    assert (clock.rule, clock.confidence) == ("charging_green", "agreed")
    assert clock.due_at == london("2026-06-26 23:59:59")
    assert clock.look_at == clock.remind_at == london("2026-06-26 08:00")


def test_a_clock_moved_to_a_moment_is_counted_in_hours(start_clock):
    clock = start_clock()
    clocks.move_clock(clock, due_at=london("2026-06-03 15:00"), at=BEGAN)
    assert clock.counted_in == "hours" and clock.remind_at == london("2026-06-03 14:00")


def test_a_clock_stops_once(start_clock):
    clock = start_clock()
    clocks.stop_clock(clock, at=BEGAN + timedelta(days=1))
    clocks.stop_clock(clock, at=BEGAN + timedelta(days=2))
    clock.refresh_from_db()
    assert clock.closed_at == BEGAN + timedelta(days=1)


def test_overdue_is_a_state_of_a_running_clock(start_clock):
    clock, at = start_clock(), london("2026-06-30 00:00")
    assert not Clock.objects.overdue(at - timedelta(seconds=1)).exists()
    assert Clock.objects.overdue(at).get() == clock
    clocks.stop_clock(clock, at=at)
    assert not Clock.objects.overdue(at).exists()


def test_a_day_announced_late_moves_running_clocks_and_only_those(start_clock, administrator):
    at = london("2026-12-21 10:00")
    running, stopped = (
        start_clock("victim_told_standard", at=at),
        start_clock("victim_told_standard", at=at),
    )
    hours, early = (
        start_clock("charging_priority_red", at=at),
        start_clock("victim_told_enhanced", at=at),
    )
    clocks.stop_clock(stopped, at=at)
    noon = london("2026-12-21 12:00")
    closed_days.announce_closed_day(
        by=administrator, day=day_of("2026-12-29"), title="Late", at=noon
    )
    due = dict(Clock.objects.values_list("pk", "due_at"))
    assert due[running.pk] == london("2026-12-31 23:59:59")
    assert due[stopped.pk] == london("2026-12-30 23:59:59")
    assert (due[hours.pk], due[early.pk]) == (hours.due_at, early.due_at)
    closed_days.withdraw_closed_day(by=administrator, day=day_of("2026-12-29"), at=noon)
    assert Clock.objects.get(pk=running.pk).due_at == running.due_at


def test_an_agreed_date_does_not_move_for_an_extra_day_but_what_is_said_does(
    start_agreed_clock, administrator
):
    clock = start_agreed_clock("2026-06-15")
    noon = london("2026-06-02 12:00")
    closed_days.announce_closed_day(
        by=administrator, day=day_of("2026-06-12"), title="Late", at=noon
    )
    due_at = clock.due_at
    clock.refresh_from_db()
    assert clock.due_at == due_at and clock.remind_at == london("2026-06-10 08:00")


def test_a_closed_day_is_in_the_log(administrator):
    closed_days.announce_closed_day(
        by=administrator, day=day_of("2026-06-12"), title="Late", at=BEGAN
    )
    closed_days.withdraw_closed_day(by=administrator, day=day_of("2026-06-12"), at=BEGAN)
    rows = AuditEntry.objects.order_by("pk").values_list("verb", "user_id", "ids", "at")
    ids = (administrator.user_id, ["2026-06-12"], BEGAN)
    assert list(rows) == [("announce_closed_day", *ids), ("withdraw_closed_day", *ids)]


def test_only_an_administrator_closes_or_opens_a_day(cps):
    officer = scopes.scope_of(cps.officer, at=BEGAN)
    with pytest.raises(Refused, match="administrators"):
        closed_days.announce_closed_day(
            by=officer, day=day_of("2026-06-12"), title="Late", at=BEGAN
        )
    ExtraDay.objects.create(day=day_of("2026-06-12"), title="Late")
    with pytest.raises(Refused, match="administrators"):
        closed_days.withdraw_closed_day(by=officer, day=day_of("2026-06-12"), at=BEGAN)
    assert ExtraDay.objects.exists() and not AuditEntry.objects.exists()


def test_a_recount_that_changes_nothing_leaves_what_was_said_where_it_was(start_clock):
    clock = start_clock()
    assert not clocks.recount_clock(clock, at=london("2026-06-26 10:00"), extra={})
    assert clock.remind_at == london("2026-06-25 08:00")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2025-12-31", "over"),
        ("2026-06-13", "Saturday 13 June 2026 is at a weekend"),
        ("2026-12-28", "bank holiday already: Boxing Day"),
    ],
)
def test_a_day_that_is_over_or_closed_anyway_is_not_announced(administrator, day, why):
    with pytest.raises(Refused, match=why):
        closed_days.announce_closed_day(by=administrator, day=day_of(day), title="Late", at=BEGAN)
    assert not ExtraDay.objects.exists() and not AuditEntry.objects.exists()


def test_a_day_is_announced_once(administrator):
    closed_days.announce_closed_day(
        by=administrator, day=day_of("2026-06-12"), title="First", at=BEGAN
    )
    with pytest.raises(Refused, match="already been announced"):
        closed_days.announce_closed_day(
            by=administrator, day=day_of("2026-06-12"), title="Second", at=BEGAN
        )
    assert ExtraDay.objects.get().title == "First"


def test_a_day_that_is_over_stays_closed(administrator):
    ExtraDay.objects.create(day=day_of("2025-12-31"), title="Late")
    with pytest.raises(Refused, match="over"):
        closed_days.withdraw_closed_day(by=administrator, day=day_of("2025-12-31"), at=BEGAN)
    assert ExtraDay.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"closed_at": BEGAN - timedelta(days=1)},
        {"overdue_at": london("2026-06-29 08:00")},
        {"escalate_at": london("2026-06-30 07:00")},
        {"remind_at": london("2026-06-30 08:00")},
    ],
)
def test_the_database_refuses_a_clock_out_of_order(start_clock, wrong):
    clock = start_clock()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(**wrong)
