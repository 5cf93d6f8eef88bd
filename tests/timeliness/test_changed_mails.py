"""A daily mail of which something is dropped, refused or lost after it was made."""

from datetime import timedelta

import pytest

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
from tests.timeliness.conftest import CASE
from timeliness.actions import clocks, outbox
from timeliness.actions.sweep import sweep_clocks
from timeliness.models import Delivery

SOON = timedelta(seconds=10)


@pytest.fixture
def relay():
    return Relay()


def hold_three(person):
    """S0, S1 and S2, held for a daily mail at 8 o'clock."""
    choose(person, daily=8)
    rows = [
        notify(person, f"S{number}", EVENING + timedelta(minutes=number)) for number in range(3)
    ]
    run(Relay(), EVENING + timedelta(minutes=5))
    return rows


def drop_mail(row, *, at):
    outbox.drop_unsent_mails(
        notice=row.notice, about=CASE, written=[row.created_at], why="agreed no longer", at=at
    )


# Quiet hours


def test_a_mail_that_is_kept_back_in_quiet_hours_is_no_fault(cps, caplog):
    relay = Relay("busy")
    choose(cps.officer, daily=8, quiet=(9, 7))
    notify(cps.officer, "S1", EVENING)
    run(relay, EVENING)
    run(relay, MORNING)
    run(relay, MORNING + timedelta(hours=2))
    assert relay.took == {} and Delivery.objects.get().is_held
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    run(relay, MORNING + timedelta(hours=23))
    assert relay.told() == ["S1"]


# The first of a mail, by which it is sent, goes no more


@pytest.mark.parametrize("end", ["dropped", "destroyed"])
@pytest.mark.parametrize("daily", [8, None])
def test_what_is_left_of_a_mail_goes_at_once(cps, end, daily):
    relay = Relay("busy")
    first, *_others = hold_three(cps.officer)
    run(relay, MORNING)
    if end == "dropped":
        drop_mail(first, at=MORNING + SOON)
    else:
        Delivery.objects.filter(pk=first.pk).delete()
    if daily is None:
        choose(cps.officer, at=MORNING + SOON)
    run(relay, MORNING + 2 * SOON)
    assert relay.told() == ["S1", "S2"]
    assert len(relay.took) == (1 if daily else 2)


def test_what_is_left_of_a_mail_keeps_quiet_hours(cps):
    relay = Relay("busy")
    first, *_others = hold_three(cps.officer)
    run(relay, MORNING)
    drop_mail(first, at=MORNING + SOON)
    choose(cps.officer, at=MORNING + SOON, daily=12, quiet=(8, 10))
    run(relay, MORNING + 2 * SOON)
    assert relay.took == {}
    run(relay, MORNING + timedelta(hours=2))
    assert relay.told() == ["S1", "S2"] and len(relay.took) == 1


# What is being sent


def test_a_notice_in_a_mail_that_is_being_sent_is_not_recorded_as_dropped(cps):
    relay = Relay("take and silence")
    _first, second, _third = hold_three(cps.officer)
    run(relay, MORNING)
    drop_mail(second, at=MORNING + SOON)
    run(relay, MORNING + PATIENCE)
    assert relay.told() == ["S0", "S1", "S2"] and len(relay.took) == 1
    assert set(states().values()) == {"accepted"}


def test_a_notice_in_a_mail_that_waits_to_be_tried_again_is_dropped(cps):
    relay = Relay("busy")
    _first, second, _third = hold_three(cps.officer)
    run(relay, MORNING)
    drop_mail(second, at=MORNING + SOON)
    run(relay, MORNING + PATIENCE)
    assert relay.told() == ["S0", "S2"]
    assert states() == {"S0": "accepted", "S1": "dropped", "S2": "accepted"}


def test_a_mail_of_another_person_that_is_being_sent_does_not_keep_a_notice(cps):
    """Only what is in that mail is left."""
    relay = Relay("take and silence")
    hold_three(cps.officer)
    run(relay, MORNING)
    row = notify(cps.supervisor, "S9", MORNING)
    drop_mail(row, at=MORNING)
    assert states()["S9"] == "dropped"


def test_what_was_left_out_of_a_mail_is_not_found_in_it(cps, audience):
    """The relay took the mail and our record was lost; the reminder in it had been dropped."""
    relay = Relay("take and silence")
    began = EVENING - timedelta(days=24)
    choose(cps.officer, at=began, daily=8)
    clock = clocks.start_clock(
        rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=began
    )
    at = clock.remind_at + timedelta(minutes=1)
    notify(cps.officer, "S0", at - timedelta(minutes=1))
    sweep_clocks(at=at)
    run(Relay(), at)
    clocks.stop_clock(clock, at=at + timedelta(minutes=1))
    next_morning = Delivery.objects.get(subject="S0").recipient.mail_choice.next_mail_at
    run(relay, next_morning)
    assert relay.told() == ["S0"]
    run(relay, next_morning + PATIENCE)
    mine = Delivery.objects.filter(recipient=cps.officer)
    assert mine.get(subject="S0").accepted_at
    assert mine.get(subject="S1").dropped_at and not mine.get(subject="S1").accepted_at


# What comes after the hour


def test_what_comes_after_the_hour_and_before_the_mail_is_made_waits_for_the_next(cps, relay):
    """So that a restored database gathers the same mail again."""
    hold_three(cps.officer)
    late = notify(cps.officer, "S3", MORNING + timedelta(seconds=1))
    run(relay, MORNING + timedelta(minutes=5))
    assert relay.told() == ["S0", "S1", "S2"]
    Delivery.objects.update(accepted_at=None, carried_by=None, attempts=0, is_held=True)
    outbox.doubt_all_deliveries(at=MORNING + timedelta(hours=1))
    choice = cps.officer.mail_choice
    choice.next_mail_at = MORNING
    choice.save()
    run(relay, MORNING + timedelta(hours=2))
    assert len(relay.took) == 1
    run(relay, MORNING + timedelta(days=1))
    assert relay.told() == ["S0", "S1", "S2", "S3"] and len(relay.took) == 2
    assert Delivery.objects.get(pk=late.pk).accepted_at
