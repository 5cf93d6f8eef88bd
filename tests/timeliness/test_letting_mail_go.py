"""The task that sends: what is due first, then what waited for its reader's hours."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.timeliness.daily_mails import (
    EVENING,
    MORNING,
    Relay,
    choose,
    notify,
    run,
    send_all,
)
from timeliness import providers, tasks
from timeliness.actions import daily_mails
from timeliness.models import Delivery


@pytest.fixture
def relay():
    return Relay()


@pytest.fixture
def send(relay, monkeypatch):
    """Run the task at a moment."""

    def send_at(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        tasks.send_deliveries()

    monkeypatch.setattr(providers, "current_provider", lambda: relay)
    return send_at


def hold_mail(*people):
    """One notice each, held for a daily mail at 8 o'clock."""
    for number, person in enumerate(people):
        choose(person, daily=8)
        notify(person, f"S{number}", EVENING)
    run(Relay(), EVENING)


def test_what_is_due_goes_before_the_daily_mails_of_others(cps, relay, send, monkeypatch):
    hold_mail(cps.officer)
    notify(cps.supervisor, "S9", MORNING)
    release, sent_before = daily_mails.release_held_mail, []

    def release_and_see(*, at):
        sent_before.extend(to for to, *_ in relay.mails())
        release(at=at)

    monkeypatch.setattr(daily_mails, "release_held_mail", release_and_see)
    send(MORNING)
    assert sent_before == [cps.supervisor.email]
    assert [to for to, *_ in relay.mails()] == [cps.supervisor.email, cps.officer.email]


def test_what_is_urgent_and_new_goes_before_what_was_let_go_earlier(cps, relay):
    hold_mail(cps.officer)
    daily_mails.release_held_mail(at=MORNING)
    later = MORNING + timedelta(seconds=5)
    notify(cps.supervisor, "S9", later, notice="charge_withdrawn")
    send_all(relay, later)
    assert [to for to, *_ in relay.mails()] == [cps.supervisor.email, cps.officer.email]


def test_a_fault_of_one_person_s_mail_is_logged_and_keeps_nobody_waiting(
    cps, relay, send, monkeypatch, caplog
):
    people = sorted((cps.officer, cps.supervisor), key=lambda person: person.pk)
    hold_mail(*people)
    release = daily_mails.release_mail_of_person

    def release_or_fail(person_id, *, at):
        release(person_id, at=at)
        if person_id == people[0].pk:
            raise ValueError

    monkeypatch.setattr(daily_mails, "release_mail_of_person", release_or_fail)
    send(MORNING)
    assert people[1].email in [to for to, *_ in relay.mails()]
    [said] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert str(people[0].pk) in said.getMessage() and people[0].email not in caplog.text


def test_letting_go_ends_when_its_time_is_over_and_goes_on_in_the_next_run(
    cps, relay, send, monkeypatch, settings
):
    hold_mail(cps.officer, cps.supervisor)
    seconds, release = [0.0], daily_mails.release_mail_of_person

    def release_slowly(person_id, *, at):
        seconds[0] += settings.RELEASE_BUDGET_SECONDS
        release(person_id, at=at)

    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    monkeypatch.setattr(daily_mails, "release_mail_of_person", release_slowly)
    send(MORNING)
    assert len(relay.took) == 1
    send(MORNING + timedelta(seconds=10))
    assert len(relay.took) == 2


def test_sending_leaves_time_to_let_go(cps, relay, send, monkeypatch, settings):
    """Though there is always more to send than one run can."""
    hold_mail(cps.officer)
    for number in range(10):
        notify(cps.supervisor, f"S1{number}", MORNING, notice="charge_withdrawn")
    seconds = [0.0]

    class Slow(Relay):
        def send(self, *message):
            seconds[0] += settings.SEND_BUDGET_SECONDS / 5
            super().send(*message)

    slow = Slow()
    monkeypatch.setattr(providers, "current_provider", lambda: slow)
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    send(MORNING)
    assert 0 < len(slow.took) < 10
    assert Delivery.objects.get(recipient=cps.officer).released_at == MORNING


# What it costs


def statements(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return [query["sql"] for query in seen]


def test_nothing_reads_the_whole_table_of_notices(cps, relay):
    """Of each statement that lets mail go, the plan where an index can be used."""
    hold_mail(cps.officer)
    done = statements(lambda: daily_mails.release_held_mail(at=MORNING))
    asked = [sql for sql in done if sql.startswith("SELECT") and "timeliness_delivery" in sql]
    assert any("attempts" in sql and "FOR NO KEY UPDATE" in sql for sql in asked)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in asked:
            cursor.execute("EXPLAIN " + sql)
            plan = "\n".join(line for (line,) in cursor)
            scans = re.findall(r"(\w+) on timeliness_delivery\b", plan)
            assert scans and set(scans) <= {"deliveries_held", "timeliness_delivery_pkey"}, plan


def test_letting_go_and_sending_cost_the_same_however_much_waits(cps, relay):
    choose(cps.officer, daily=8)
    prices = []
    for day, number in enumerate((1, 20)):
        for each in range(number):
            notify(cps.officer, f"S{day}{each}", EVENING + timedelta(days=day))
        run(Relay(), EVENING + timedelta(days=day))
        at = MORNING + timedelta(days=day)
        released = statements(lambda at=at: daily_mails.release_held_mail(at=at))
        sent = statements(lambda at=at: send_all(relay, at))
        prices.append((len(released), len(sent)))
    assert prices[0] == prices[1] and len(relay.took) == 2


def test_nobody_s_mail_is_looked_at_if_nothing_may_go(cps, relay):
    hold_mail(cps.officer, cps.supervisor)
    assert len(statements(lambda: daily_mails.release_held_mail(at=EVENING))) == 1
