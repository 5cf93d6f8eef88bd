import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from people.models import User
from tests.support.timeliness.moments import day_of, london
from tests.timeliness.conftest import CASE
from timeliness.actions import clocks, closed_days, heartbeats
from timeliness.actions import sweep as reminders
from timeliness.actions.sweep import sweep_clocks
from timeliness.models import Clock, Delivery, Mark, Reminder

BEGAN = london("2026-06-01 10:00")  # charging_green: due at the end of Monday 29 June


@pytest.fixture
def start_clock(cps):
    def start(rule="charging_green", at=BEGAN, subject="S1"):
        return clocks.start_clock(rule=rule, about=CASE, subject=subject, unit=cps.unit, at=at)

    return start


def reminder_stages():
    return list(Reminder.objects.order_by("stage_at").values_list("stage", flat=True))


def notices_sent():
    """{(notice, name)} of all deliveries; asserts that none is repeated."""
    rows = list(Delivery.objects.values_list("notice", "recipient__name"))
    assert len(rows) == len(set(rows))
    return set(rows)


def sweep_each_hour(first, days):
    for hour in range(days * 24):
        sweep_clocks(at=london(first) + timedelta(hours=hour))


def test_each_stage_is_said_once_on_its_working_day_at_eight_to_those_it_is_for(start_clock):
    start_clock()
    sweep_each_hour("2026-06-24 08:30", 10)
    stages = Reminder.objects.order_by("stage_at").values_list("stage", "stage_at", "told")
    assert list(stages) == [
        ("before_due", london("2026-06-25 08:00"), 2),
        ("after_due", london("2026-06-30 08:00"), 2),
        ("escalated", london("2026-07-02 08:00"), 1),
    ]
    assert notices_sent() == {
        ("before_due", "officer"),
        ("before_due", "supervisor"),
        ("after_due", "officer"),
        ("after_due", "supervisor"),
        ("escalated", "supervisor"),
    }
    assert Clock.objects.get().look_at is None


def test_nothing_is_said_over_a_weekend(start_clock, cps):
    start_clock(at=london("2026-05-30 10:00"))  # due at the end of Saturday 27 June
    sweep_each_hour("2026-06-26 09:00", 2)
    assert reminder_stages() == ["before_due"]
    sweep_clocks(at=london("2026-06-29 08:00"))
    assert reminder_stages() == ["before_due", "after_due"]


def test_an_hour_clock_speaks_in_hours_at_night_and_escalates_an_hour_after(start_clock):
    at = london("2026-10-24 23:30")  # three hours over the autumn change
    start_clock("charging_priority_red", at=at)
    heard = [
        sweep_clocks(at=at + timedelta(minutes=minutes))
        for minutes in (119, 120, 179, 180, 239, 240)
    ]
    assert heard == [0, 1, 0, 1, 0, 1]
    assert reminder_stages() == ["before_due", "after_due", "escalated"]


def test_nothing_is_said_of_a_clock_that_stopped(start_clock):
    clocks.stop_clock(start_clock(), at=BEGAN + timedelta(days=1))
    sweep_clocks(at=london("2026-07-10 12:00"))
    assert reminder_stages() == []


def test_after_an_outage_the_latest_word_goes_and_is_marked_late(start_clock):
    start_clock()
    sweep_clocks(at=london("2026-07-01 12:00"))
    assert reminder_stages() == ["before_due", "after_due"]
    overtaken = Reminder.objects.get(overtaken=True)
    assert (overtaken.stage, overtaken.told) == ("before_due", 0)
    assert {notice for notice, _ in notices_sent()} == {"after_due"}
    assert Reminder.objects.get(stage="after_due").is_late
    assert Clock.objects.get().look_at == london("2026-07-02 08:00")


def test_a_reminder_said_on_time_is_not_late(start_clock):
    start_clock()
    sweep_clocks(at=london("2026-06-25 08:01"))
    assert not Reminder.objects.get().is_late


def test_a_moved_clock_speaks_for_its_new_time_and_not_the_old(start_clock):
    clock = start_clock()
    sweep_clocks(at=london("2026-06-25 09:00"))
    clocks.move_clock(clock, due_on=day_of("2026-07-10"), at=london("2026-06-25 10:00"))
    sweep_each_hour("2026-06-25 11:00", 14)
    assert Reminder.objects.count() == 2
    assert clock.reminders.get(due_at=clock.due_at).stage_at == london("2026-07-08 08:00")


def test_a_clock_that_an_extra_day_leaves_alone_says_nothing_twice(start_clock, administrator):
    start_clock()
    sweep_clocks(at=london("2026-06-25 09:00"))
    noon = london("2026-06-25 12:00")
    closed_days.announce_closed_day(
        by=administrator, day=day_of("2026-07-01"), title="Late", at=noon
    )
    sweep_clocks(at=london("2026-06-25 13:00"))
    assert reminder_stages() == ["before_due"]
    assert Clock.objects.get().escalate_at == london("2026-07-03 08:00")


def test_a_machine_clock_that_jumps_a_year_and_back_neither_repeats_nor_stalls(start_clock):
    start_clock()
    sweep_clocks(at=london("2027-06-30 12:00"))
    sweep_clocks(at=london("2026-06-30 12:00"))
    assert len(reminder_stages()) == 3
    later = start_clock(subject="S2", at=london("2026-07-01 10:00"))
    sweep_clocks(at=london("2026-07-30 12:00"))
    assert later.reminders.filter(stage="after_due").exists()
    assert Delivery.objects.due(london("2026-07-30 12:00")).count() == Delivery.objects.count()


def test_an_inactive_person_is_not_told_and_a_reminder_without_recipients_says_so(start_clock, cps):
    start_clock()
    User.objects.update(is_active=False)
    sweep_clocks(at=london("2026-06-25 09:00"))
    assert Reminder.objects.get().told == 0 and notices_sent() == set()


def test_a_notice_carries_the_reference_and_what_it_is_about_and_is_unread(start_clock):
    start_clock(subject="62RS0441726, suspect 1")
    at = london("2026-06-25 09:00")
    sweep_clocks(at=at)
    notice = Delivery.objects.filter(recipient__name="officer").get()
    assert (notice.subject, notice.about) == ("62RS0441726, suspect 1", CASE)
    assert (notice.read_at, notice.accepted_at, notice.send_after) == (None, None, at)


def test_a_full_batch_is_followed_by_another(start_clock, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH_CLOCKS", 3)
    for number in range(7):
        start_clock(subject=f"S{number}")
    assert sweep_clocks(at=london("2026-06-25 09:00")) == 7
    assert Delivery.objects.count() == 14


def test_an_idle_sweep_still_leaves_its_mark(start_clock):
    start_clock()
    at = london("2026-06-02 09:00")
    assert sweep_clocks(at=at) == 0 and Mark.objects.get(name="swept").at == at


def test_a_sweep_takes_as_many_queries_for_many_clocks_as_for_one(
    start_clock, django_assert_num_queries
):
    for number in range(20):
        start_clock(subject=f"S{number}")
    # Savepoint and release, lock, whether anything is due, sweep, heartbeat.
    with django_assert_num_queries(6):
        assert sweep_clocks(at=london("2026-06-25 09:00")) == 20
    with django_assert_num_queries(5):  # without the sweep
        assert sweep_clocks(at=london("2026-06-25 09:00")) == 0


def references():
    return set(Delivery.objects.values_list("notice", "recipient", "reference"))


def test_a_repeated_reminder_has_its_reference_again_and_no_other_has(start_clock):
    start_clock()
    start_clock(subject="S2")
    sweep_each_hour("2026-06-24 08:30", 10)
    known = references()
    assert len({reference for *_, reference in known}) == len(known) == 10
    Delivery.objects.all().delete()  # as in a restored backup
    Reminder.objects.all().delete()
    Clock.objects.update(look_at=F("remind_at"))
    sweep_each_hour("2026-06-24 08:30", 10)
    assert references() == known


def test_reminders_due_before_a_restored_backup_are_in_doubt_and_later_ones_not(
    start_clock,
):
    start_clock()
    heartbeats.leave_heartbeat("restored", at=london("2026-06-30 09:00"))
    sweep_each_hour("2026-06-24 08:30", 10)
    found = Delivery.objects.values_list("notice", "in_doubt").distinct()
    assert set(found) == {("before_due", True), ("after_due", True), ("escalated", False)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_four_sweepers_at_once_say_each_thing_once(start_clock, seed):
    for number in range(300):
        start_clock(subject=f"S{number}")
    at = london("2026-06-25 09:00") + timedelta(seconds=seed)
    barrier, made = threading.Barrier(4), []

    def sweeper():
        try:
            barrier.wait()
            made.extend(sweep_clocks(at=at) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweeper) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(made) == Reminder.objects.count() == 300
    assert Delivery.objects.count() == 600
