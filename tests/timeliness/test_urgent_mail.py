"""What is mailed at once whatever its reader chose: kinds, and reminders that come too late."""

from datetime import timedelta

import pytest

from tests.support.timeliness.daily_mails import EVENING, MORNING, Relay, choose, notify, run
from tests.support.timeliness.expected.waiting_notices import MAY_WAIT
from tests.support.timeliness.moments import london
from tests.timeliness.conftest import CASE
from timeliness import notices
from timeliness.actions import clocks, daily_mails
from timeliness.actions.sweep import sweep_clocks
from timeliness.models import Clock, CountedIn, Delivery
from timeliness.urgent_notices import URGENT_NOTICES

BEGAN = london("2026-06-01 10:00")


@pytest.fixture
def relay():
    return Relay()


def mails_to(person, relay):
    return [body for to, _subject, body in relay.mails() if to == person.email]


# Kinds


def test_each_kind_of_notice_goes_at_once_or_may_wait_and_none_is_forgotten():
    """A new kind is in neither list: whoever adds it decides."""
    at_once = [kind for each in URGENT_NOTICES for kind in each.kinds]
    assert len(at_once) == len(set(at_once)) and not MAY_WAIT & set(at_once)
    assert MAY_WAIT | set(at_once) == set(notices.NOTICE_TITLES)
    assert all(str(each.why).endswith(".") for each in URGENT_NOTICES)


@pytest.mark.parametrize(
    "notice",
    ["turn_began", "no_prosecutor", "no_officer", "officer_named", "case_taken_over",
     "transfer_offered", "suspect_taken_back", "actions_set", "answer_received",
     "charges_stopped", "charge_added", "court_fact", "consent_recorded", "second_reader_ended",
     "case_restricted", "access_proposed"],
)  # fmt: skip
def test_work_that_may_be_red_custody_and_access_go_at_once_also_in_quiet_hours(cps, relay, notice):
    choose(cps.officer, daily=8, quiet=(18, 7))
    notify(cps.officer, "S1", EVENING, notice=notice)
    run(relay, EVENING)
    assert len(relay.took) == 1


# Reminders


def start_clock(cps, rule):
    """A clock that began on 1 June 2026."""
    return clocks.start_clock(rule=rule, about=CASE, subject="S1", unit=cps.unit, at=BEGAN)


@pytest.mark.parametrize(
    ("rule", "moment", "goes"),
    [("charging_priority_red", "overdue_at", True), ("charging_green", "overdue_at", True),
     ("charging_green", "remind_at", False)],
)  # fmt: skip
def test_reminders_of_hours_and_of_what_is_overdue_go_at_once(cps, relay, rule, moment, goes):
    choose(cps.officer, at=london("2026-05-01 10:00"), daily=8)
    at = getattr(start_clock(cps, rule), moment) + timedelta(hours=4)
    sweep_clocks(at=at)
    run(relay, at)
    assert bool(mails_to(cps.officer, relay)) is goes


def remind_on(cps, at, *, due):
    """A reminder before the end of a day, made at a moment."""
    clock = start_clock(cps, "charging_green")
    Clock.objects.filter(pk=clock.pk).update(
        due_at=due, remind_at=at, look_at=at, overdue_at=due + timedelta(days=1),
        escalate_at=due + timedelta(days=2),
    )  # fmt: skip
    sweep_clocks(at=at)
    return Delivery.objects.get(recipient=cps.officer, subject="S1", notice="before_due")


TODAY, TOMORROW = london("2026-06-29 23:59:59"), london("2026-06-30 23:59:59")


@pytest.mark.parametrize(
    ("daily", "quiet", "due", "goes"),
    [
        (8, (None, None), TODAY, True),
        (8, (None, None), TOMORROW, False),
        (23, (None, None), TODAY, False),
        (None, (18, 7), TODAY, True),
        (None, (18, 7), TOMORROW, False),
        (None, (18, 21), TODAY, False),
        (8, (18, 7), TODAY, True),
        (8, (18, 7), TOMORROW, False),
    ],
)  # fmt: skip
def test_a_reminder_goes_at_once_if_it_would_come_when_the_day_is_over(
    cps, relay, daily, quiet, due, goes
):
    choose(cps.officer, daily=daily, quiet=quiet)
    remind_on(cps, EVENING, due=due)
    run(relay, EVENING)
    assert bool(mails_to(cps.officer, relay)) is goes
    at = EVENING
    while at < due:  # nothing comes late
        at += timedelta(hours=1)
        run(relay, min(at, due))
    assert len(mails_to(cps.officer, relay)) == 1


def test_a_reminder_of_tomorrow_does_not_come_at_midnight(cps, relay):
    """At midnight it is due today, and still in time at the chosen hour."""
    choose(cps.officer, daily=8, quiet=(18, 7))
    remind_on(cps, EVENING, due=TOMORROW)
    for hours in range(12):  # to 7 o'clock
        run(relay, EVENING + timedelta(hours=hours))
    assert mails_to(cps.officer, relay) == []
    run(relay, MORNING)
    assert len(mails_to(cps.officer, relay)) == 1


def test_a_reminder_goes_at_once_when_the_daily_mail_is_put_off_until_it_is_over(cps, relay):
    choose(cps.officer, daily=8)
    remind_on(cps, EVENING, due=TOMORROW)
    run(relay, EVENING)
    choose(cps.officer, at=MORNING - timedelta(minutes=30), daily=7)
    run(relay, MORNING - timedelta(minutes=29))
    assert len(mails_to(cps.officer, relay)) == 1


# What was held before it was urgent


@pytest.mark.parametrize("becomes", ["kind", "clock"])
@pytest.mark.parametrize(("daily", "quiet"), [(8, (None, None)), (None, (18, 7)), (8, (18, 7))])
def test_what_becomes_urgent_while_it_is_held_goes_at_once(cps, relay, becomes, daily, quiet):
    choose(cps.officer, daily=daily, quiet=quiet)
    row = remind_on(cps, EVENING, due=TOMORROW)
    notify(cps.officer, "S2", EVENING)
    run(relay, EVENING)
    assert mails_to(cps.officer, relay) == []
    if becomes == "kind":
        Delivery.objects.filter(pk=row.pk).update(notice="end_before_due")
    else:
        Clock.objects.update(counted_in=CountedIn.HOURS)
    run(relay, EVENING + timedelta(minutes=1))
    [body] = mails_to(cps.officer, relay)
    assert "S1" in body and "S2" not in body
    run(relay, MORNING)
    assert "S2" in mails_to(cps.officer, relay)[1]


def test_what_becomes_urgent_before_a_mail_is_gathered_is_not_gathered(cps, relay, monkeypatch):
    """It goes by itself, since a daily mail can wait for its reader."""
    choose(cps.officer, daily=8)
    row = notify(cps.officer, "S1", EVENING)
    notify(cps.officer, "S2", EVENING)
    run(relay, EVENING)
    gather = daily_mails.gather_daily_mail

    def gather_later(*args, **kwargs):
        Delivery.objects.filter(pk=row.pk).update(notice="duty_opened")
        gather(*args, **kwargs)

    monkeypatch.setattr(daily_mails, "gather_daily_mail", gather_later)
    run(relay, MORNING)
    run(relay, MORNING + timedelta(seconds=10))
    assert relay.told() == ["S1", "S2"] and len(relay.took) == 2
