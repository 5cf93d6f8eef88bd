"""One mail a day and quiet hours: what waits, what goes at once, and each exactly once."""

import threading
from datetime import timedelta
from io import StringIO
from itertools import permutations

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from people.models import User
from rasso.readiness import reminder_checks
from tests.support.timeliness.daily_mails import (
    EVENING,
    MORNING,
    PATIENCE,
    Relay,
    choose,
    notify,
    run,
    states,
)
from tests.support.timeliness.moments import london
from tests.timeliness.conftest import CASE
from timeliness import notices
from timeliness.actions import clocks, daily_mails, outbox
from timeliness.actions.sweep import sweep_clocks
from timeliness.mail_queries import people_whose_mail_may_go
from timeliness.models import Delivery, MailChoice


@pytest.fixture
def relay():
    return Relay()


# Whoever chose nothing


def test_whoever_chose_nothing_gets_each_notice_at_once(cps, relay):
    choose(cps.supervisor, daily=8)
    notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING)
    run(relay, EVENING)
    assert len(relay.took) == 2 and relay.told() == ["S1", "S2"]


# One mail a day


def test_what_came_in_a_day_goes_in_one_mail_at_the_chosen_hour(cps, relay):
    choose(cps.officer, daily=8)
    for number in range(3):
        notify(cps.officer, f"S{number}", EVENING + timedelta(minutes=number))
    for at in (EVENING + timedelta(hours=1), MORNING - timedelta(seconds=1)):
        run(relay, at)
        assert relay.took == {}
    run(relay, MORNING)
    run(relay, MORNING + timedelta(minutes=1))
    [(to, subject, body)] = relay.mails()
    assert (to, subject) == (cps.officer.email, "Your notices of the day")
    assert body.index("File assessed: S0") < body.index("S1") < body.index("S2")
    assert set(states().values()) == {"accepted"}


def test_the_next_day_has_its_own_mail_and_a_day_without_notices_none(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    for day in range(4):
        run(relay, MORNING + timedelta(days=day))
        if day == 1:
            notify(cps.officer, "S2", EVENING + timedelta(days=2))
    assert [relay.told(), len(relay.took)] == [["S1", "S2"], 2]


def test_two_people_have_a_mail_each(cps, relay):
    for person in (cps.officer, cps.supervisor):
        choose(person, daily=8)
        notify(person, f"S{person.pk}", EVENING)
    run(relay, EVENING)
    run(relay, MORNING)
    assert {to: body for to, _, body in relay.mails()}.keys() == {
        cps.officer.email, cps.supervisor.email,
    }  # fmt: skip
    for to, _subject, body in relay.mails():
        other = cps.supervisor if to == cps.officer.email else cps.officer
        assert f"S{other.pk}" not in body


def test_after_an_outage_of_days_one_mail_has_all(cps, relay):
    choose(cps.officer, daily=8)
    for day in range(5):
        notify(cps.officer, f"S{day}", EVENING + timedelta(days=day))
    at = EVENING + timedelta(days=5)
    run(relay, at)
    run(relay, at + timedelta(seconds=10))
    run(relay, at + timedelta(seconds=20))
    assert len(relay.took) == 1 and relay.told() == [f"S{day}" for day in range(5)]


@pytest.mark.parametrize(
    ("day", "utc"),
    [("2026-03-28", "08:00"), ("2026-03-29", "07:00"), ("2026-10-24", "07:00"),
     ("2026-10-25", "08:00")],
)  # fmt: skip
def test_the_chosen_hour_is_london_s_on_the_days_on_which_clocks_change(cps, relay, day, utc):
    choose(cps.officer, at=london(f"{day} 00:30"), daily=8)
    notify(cps.officer, "S1", london(f"{day} 00:40"))
    at = london(f"{day} 08:00")
    assert f"{at:%H:%M}" == utc
    run(relay, at - timedelta(minutes=1))
    run(relay, at - timedelta(seconds=1))
    assert relay.took == {}
    run(relay, at)
    assert len(relay.took) == 1


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_an_hour_left_out_or_repeated_sends_one_mail(cps, relay, day):
    choose(cps.officer, at=london(f"{day} 00:10"), daily=1)
    at = london(f"{day} 00:20")
    for number in range(24):  # every ten minutes for four hours
        notify(cps.officer, f"S{number}", at)
        run(relay, at)
        at += timedelta(minutes=10)
    assert len(relay.took) == 1


def test_what_comes_after_the_hour_waits_for_the_next_day_also_after_a_day_without(cps, relay):
    choose(cps.officer, daily=8)
    at = MORNING + timedelta(days=3, minutes=1)
    notify(cps.officer, "S1", at)
    for minutes in range(0, 23 * 60, 60):
        run(relay, at + timedelta(minutes=minutes))
    assert relay.took == {}
    run(relay, MORNING + timedelta(days=4))
    assert relay.told() == ["S1"]


# What cannot wait


@pytest.mark.parametrize("notice", ["referral_received", "charge_withdrawn", "duty_opened"])
def test_what_cannot_wait_goes_at_once_and_by_itself(cps, relay, notice):
    choose(cps.officer, daily=8, quiet=(18, 7))
    notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING, notice=notice)
    run(relay, EVENING)
    assert relay.told() == ["S2"]
    run(relay, MORNING)
    assert relay.told() == ["S1", "S2"] and len(relay.took) == 2


# Quiet hours


@pytest.mark.parametrize(
    ("clock_time", "goes"),
    [("21:59", True), ("22:00", False), ("23:59", False), ("00:00", False), ("06:59", False),
     ("07:00", True), ("12:00", True)],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(cps, relay, clock_time, goes):
    choose(cps.officer, quiet=(22, 7))
    at = london(f"2026-06-30 {clock_time}")
    notify(cps.officer, "S1", at)
    run(relay, at)
    assert bool(relay.took) is goes


@pytest.mark.parametrize(
    ("clock_time", "goes"), [("11:59", True), ("12:30", False), ("13:00", True)]
)
def test_quiet_hours_of_one_day(cps, relay, clock_time, goes):
    choose(cps.officer, quiet=(12, 13))
    at = london(f"2026-06-30 {clock_time}")
    notify(cps.officer, "S1", at)
    run(relay, at)
    assert bool(relay.took) is goes


def test_what_came_in_quiet_hours_is_mailed_at_their_end_each_by_itself(cps, relay):
    choose(cps.officer, quiet=(22, 7))
    for number in range(3):
        notify(cps.officer, f"S{number}", london("2026-06-29 23:00"))
    run(relay, london("2026-06-29 23:00"))
    run(relay, london("2026-06-30 06:59"))
    assert relay.took == {}
    run(relay, london("2026-06-30 07:00"))
    assert relay.told() == ["S0", "S1", "S2"] and len(relay.took) == 3


def test_a_daily_mail_that_the_relay_refused_for_now_is_not_tried_in_quiet_hours(cps):
    relay = Relay("busy")
    choose(cps.officer, daily=8, quiet=(9, 7))
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    run(relay, MORNING + timedelta(minutes=59, seconds=50))
    run(relay, MORNING + timedelta(hours=2))
    assert relay.took == {}
    run(relay, MORNING + timedelta(hours=23))
    assert relay.told() == ["S1"] and len(relay.took) == 1


def test_those_whose_mail_is_looked_at_are_those_who_are_not_in_quiet_hours(cps):
    """Every beginning and end, at every hour of a day: within them nobody is looked at."""
    choice = choose(cps.officer, quiet=(22, 7))
    Delivery.objects.filter(pk=notify(cps.officer, "S1", EVENING).pk).update(is_held=True)
    hours = [0, 1, 6, 7, 12, 22, 23]
    for first, end in permutations(hours, 2):
        MailChoice.objects.filter(pk=choice.pk).update(quiet_from=first, quiet_to=end)
        quiet = {hour % 24 for hour in range(first, end if first < end else end + 24)}
        for hour in hours:
            looked_at = people_whose_mail_may_go(at=london(f"2026-06-30 {hour:02}:30"))
            assert bool(looked_at) is (hour not in quiet), (first, end, hour)


# Exactly once


def test_a_worker_dies_between_making_the_mail_and_sending_it(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING)
    run(relay, EVENING)
    daily_mails.release_held_mail(at=MORNING)
    assert outbox.lease_next_delivery(at=MORNING).carried_by  # and then it is killed
    run(relay, MORNING + timedelta(seconds=119))
    assert relay.took == {}
    run(relay, MORNING + PATIENCE)
    run(relay, MORNING + timedelta(days=1))
    assert relay.told() == ["S1", "S2"] and len(relay.took) == 1


def test_a_worker_dies_between_the_relay_s_answer_and_our_record(cps):
    relay = Relay("take and silence")
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING)
    run(relay, EVENING)
    run(relay, MORNING)
    assert set(states().values()) == {"waits"}
    run(relay, MORNING + PATIENCE)
    run(relay, MORNING + timedelta(days=1))
    assert len(relay.took) == 1 and set(states().values()) == {"accepted"}
    assert set(Delivery.objects.values_list("why", flat=True)) == {"found at the provider"}


def test_the_record_of_a_mail_is_kept_whole_or_not_at_all(cps, relay, monkeypatch):
    """A crash while the outcome is saved leaves every notice of it in doubt, and none behind."""
    choose(cps.officer, daily=8)
    for number in range(2):
        notify(cps.officer, f"S{number}", EVENING)
    run(relay, EVENING)
    settle, calls = daily_mails._save_outcome, []

    def settle_once(keys, **outcome):
        calls.append(keys)
        if "accepted_at" in outcome and "why" not in outcome:
            raise ConnectionError
        settle(keys, **outcome)

    monkeypatch.setattr(daily_mails, "_save_outcome", settle_once)
    run(relay, MORNING)
    assert calls and set(states().values()) == {"waits"}
    monkeypatch.setattr(daily_mails, "_save_outcome", settle)
    run(relay, MORNING + PATIENCE)
    assert len(relay.took) == 1 and set(states().values()) == {"accepted"}


def test_what_comes_while_a_mail_is_tried_again_goes_with_the_next(cps):
    relay = Relay("busy")
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    run(relay, MORNING)
    notify(cps.officer, "S2", MORNING + timedelta(seconds=5))
    run(relay, MORNING + timedelta(minutes=2))
    assert relay.told() == ["S1"]
    run(relay, MORNING + timedelta(days=1))
    assert relay.told() == ["S1", "S2"] and len(relay.took) == 2


def test_a_mail_that_is_refused_for_good_is_set_aside_notice_by_notice(cps, administrator):
    relay = Relay("never")
    choose(cps.officer, daily=8)
    rows = [notify(cps.officer, f"S{number}", EVENING) for number in range(2)]
    run(relay, EVENING)
    run(relay, MORNING)
    aside = Delivery.objects.filter(set_aside_at=MORNING, why="refused 550")
    assert aside.count() == 2
    outbox.send_again(reference=rows[1].pk, by=administrator, at=MORNING + timedelta(hours=1))
    run(relay, MORNING + timedelta(hours=1))
    run(relay, MORNING + timedelta(days=1))
    assert relay.told() == ["S1"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_mail_of_it(cps, relay):
    choose(cps.officer, daily=8)
    for number in range(6):
        notify(cps.officer, f"S{number}", EVENING)
    run(relay, EVENING)
    ready, lock = threading.Barrier(4), threading.Lock()

    class OneAtATime(Relay):
        def send(self, *message):
            with lock:
                super().send(*message)

    shared, faults = OneAtATime(), []

    def work():
        try:
            ready.wait(20)
            run(shared, MORNING)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert not faults and len(shared.took) == 1
    assert shared.told() == [f"S{number}" for number in range(6)]


@pytest.mark.django_db(transaction=True)
def test_a_notice_whose_transaction_ends_after_the_mail_was_made_goes_with_the_next(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    written, over = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            notify(cps.officer, "S2", MORNING - timedelta(seconds=1))
            written.set()
            over.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert written.wait(20)
    run(relay, MORNING)
    over.set()
    writer.join()
    for seconds in (10, 20, 30):  # held at the first
        run(relay, MORNING + timedelta(seconds=seconds))
    assert relay.told() == ["S1"]
    run(relay, MORNING + timedelta(days=1))
    assert relay.told() == ["S1", "S2"]


@pytest.mark.django_db(transaction=True)
def test_a_person_whose_mail_another_worker_is_making_is_left_to_it(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    held, over = threading.Event(), threading.Event()

    def make_slowly():
        with transaction.atomic():
            list(MailChoice.objects.select_for_update())
            held.set()
            over.wait(20)
        connection.close()

    maker = threading.Thread(target=make_slowly)
    maker.start()
    assert held.wait(20)
    daily_mails.release_held_mail(at=MORNING)
    assert not Delivery.objects.filter(carried_by__isnull=False).exists()
    over.set()
    maker.join()
    run(relay, MORNING)
    assert relay.told() == ["S1"]


def test_after_a_restore_what_went_in_mails_since_is_found_day_by_day(cps, relay):
    choose(cps.officer, daily=8)
    next_day = timedelta(days=1)
    for number, at in enumerate((EVENING, EVENING + timedelta(minutes=1), EVENING + next_day)):
        notify(cps.officer, f"S{number}", at)
        run(relay, at)
        run(relay, MORNING if number else at)
    run(relay, MORNING + next_day)
    assert relay.told() == ["S0", "S1", "S2"] and len(relay.took) == 2
    restore_backup_of(before=MORNING)
    notify(cps.officer, "S3", MORNING + next_day)
    for minutes in range(1, 5):
        run(relay, MORNING + next_day + timedelta(minutes=minutes))
    assert len(relay.took) == 2
    assert states() == {"S0": "accepted", "S1": "accepted", "S2": "accepted", "S3": "waits"}
    run(relay, MORNING + 2 * next_day)
    assert relay.told() == ["S0", "S1", "S2", "S3"]


def restore_backup_of(*, before):
    """Everything as it was before the mails went, and what is done after a restore."""
    Delivery.objects.update(
        accepted_at=None, why="", is_held=True, carried_by=None, attempts=0, in_doubt=False
    )
    MailChoice.objects.update(next_mail_at=before)
    call_command("after_restore", stdout=StringIO())


@pytest.mark.parametrize("which", ["first", "second"])
def test_after_a_restore_what_went_by_itself_since_is_not_told_again(cps, relay, which):
    """Whether it is the first of the mail, by which it is sent, or another."""
    first, second = notify(cps.officer, "S1", EVENING), EVENING + timedelta(seconds=1)
    choose(cps.officer, daily=8)
    rows = {"first": first, "second": notify(cps.officer, "S2", second)}
    row = rows[which]
    relay.took[row.pk] = ("", "", row.subject)  # sent by itself after the backup was taken
    call_command("after_restore", stdout=StringIO())
    run(relay, second)
    run(relay, MORNING)
    run(relay, MORNING + timedelta(seconds=10))
    assert relay.told() == ["S1", "S2"] and set(states().values()) == {"accepted"}


# Rights


def test_a_person_who_may_no_longer_be_told_of_anything_gets_no_mail(cps, relay, audience):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING, notice="allegation_changed")
    run(relay, EVENING)
    audience.may_not_know(cps.officer)
    run(relay, MORNING)
    assert relay.took == {} and set(states().values()) == {"dropped"}


@pytest.mark.parametrize("loss", ["clock stopped", "right lost"])
def test_what_may_no_longer_be_told_drops_out_and_nothing_says_so(cps, relay, audience, loss):
    choose(cps.officer, at=london("2026-06-01 09:00"), daily=9)
    began = london("2026-06-01 10:00")
    clock = clocks.start_clock(
        rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=began
    )
    at = london("2026-06-25 08:05")
    sweep_clocks(at=at)
    notify(cps.officer, "S2", at)
    run(relay, at)
    if loss == "clock stopped":
        clocks.stop_clock(clock, at=at + timedelta(minutes=1))
    else:
        audience.leaves(cps.officer)
    run(relay, london("2026-06-25 09:00"))
    run(relay, london("2026-06-25 09:00") + timedelta(seconds=10))
    [body] = [body for to, _, body in relay.mails() if to == cps.officer.email]
    assert "S2" in body and "S1" not in body and "Due soon" not in body
    alone = notices.daily_mail([Delivery.objects.get(subject="S2")])[1]
    assert body == alone  # it reads as if there had been nothing else


def test_an_account_that_was_closed_gets_none(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    User.objects.filter(pk=cps.officer.pk).update(is_active=False)
    run(relay, MORNING)
    assert relay.took == {} and states() == {"S1": "dropped"}


# A choice changed in between


def test_what_was_held_goes_at_once_when_a_person_wants_each_at_once(cps, relay):
    choose(cps.officer, daily=8)
    for number in range(3):
        notify(cps.officer, f"S{number}", EVENING)
    run(relay, EVENING)
    choose(cps.officer, at=EVENING + timedelta(minutes=1))
    run(relay, EVENING + timedelta(minutes=2))
    run(relay, MORNING)
    assert relay.told() == ["S0", "S1", "S2"] and len(relay.took) == 3


def test_another_hour_loses_nothing_and_repeats_nothing(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    choose(cps.officer, at=EVENING + timedelta(hours=1), daily=17)
    notify(cps.officer, "S2", EVENING + timedelta(hours=2))
    run(relay, MORNING)
    assert relay.took == {}
    run(relay, MORNING + timedelta(hours=9))
    assert relay.told() == ["S1", "S2"] and len(relay.took) == 1


def test_a_mail_that_is_being_sent_goes_once_whatever_is_chosen_meanwhile(cps):
    relay = Relay("take and silence")
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING)
    run(relay, EVENING)
    run(relay, MORNING)
    choose(cps.officer, at=MORNING + timedelta(seconds=1))
    run(relay, MORNING + timedelta(seconds=2))
    run(relay, MORNING + PATIENCE)
    assert len(relay.took) == 1 and set(states().values()) == {"accepted"}


def test_what_was_tried_by_itself_goes_by_itself_after_a_daily_mail_was_chosen(cps):
    relay = Relay("take and silence")
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    choose(cps.officer, at=EVENING + timedelta(seconds=1), daily=8)
    run(relay, EVENING + PATIENCE)
    assert len(relay.took) == 1 and states() == {"S1": "accepted"}


def test_the_same_choice_again_keeps_the_time_of_the_next_mail(cps):
    first = choose(cps.officer, daily=8)
    due = first.next_mail_at
    assert choose(cps.officer, at=due + timedelta(seconds=1), daily=8).next_mail_at == due


# What operators see


def test_mail_that_waits_for_its_reader_is_not_late(cps, relay):
    choose(cps.officer, daily=8)
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    at = EVENING + timedelta(hours=5)
    sweep_clocks(at=at)
    run(relay, at)
    assert [check.problem for check in reminder_checks(at=at) if not check.is_well] == []
    daily_mails.release_held_mail(at=MORNING)
    outbox.send_next_delivery(provider=Relay("busy"), at=MORNING)
    assert Delivery.objects.get().attempts == 1
    assert "unsent for too long" not in problems(at=MORNING + timedelta(minutes=9))
    assert "unsent for too long" in problems(at=MORNING + timedelta(minutes=11))


def problems(at):
    return [check.problem for check in reminder_checks(at=at) if not check.is_well]
