"""Readiness checks: the operations page, the command and the watchdog report what has stopped."""

import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person, scope
from devtools.smtp_relay import MailRoom
from people.access.permission_tables import Refused
from people.models import AuditEntry, UnsealedEntry
from rasso import readiness, tasks
from rasso.management.commands import watchdog
from rasso.settings.environment import ROOT
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture
from tests.support.sealed_log import tamper, write_entries
from timeliness.actions import heartbeats, outbox
from timeliness.models import Delivery
from victims.actions import identities
from victims.models import VictimIdentity, VictimRecord

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@module_fixture
def builder():
    return CaseBuilder(cast()).write()


@pytest.fixture
def failed_delivery(builder):
    row = Delivery.objects.first()
    Delivery.objects.filter(pk=row.pk).update(set_aside_at=NOW, attempts=9, why="never finished")
    return row


@pytest.fixture
def admin():
    client = Client()
    client.force_login(person(make_administration_unit(), "administer_accounts"))
    return client


def is_well(problem, at=NOW):
    [check] = [each for each in readiness.readiness_checks(at=at) if each.problem == problem]
    return check.is_well


def test_a_log_that_cannot_be_written_is_found_and_nothing_is_left_in_it_by_asking():
    before = AuditEntry.objects.count()
    assert is_well("log cannot be written")
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT asked")
        cursor.execute("SET TRANSACTION READ ONLY")
        assert not is_well("log cannot be written")
        cursor.execute("ROLLBACK TO SAVEPOINT asked")
    assert AuditEntry.objects.count() == before


def test_a_victims_key_that_is_missing_here_is_found(builder, settings, tmp_path):
    record = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    facts = {"record": record, "version": 0, "name": "Jane Roe"}
    builder.do(identities.record_identity, "officer", **facts)
    assert is_well("victims' keys are missing")
    settings.VICTIM_KEY_ROOT = tmp_path / "of another machine"
    assert not is_well("victims' keys are missing")
    VictimIdentity.objects.unscoped("test").update(destroyed_at=NOW)
    assert is_well("victims' keys are missing")


def test_a_cases_key_that_is_missing_here_or_does_not_unwrap_is_found(builder, settings, tmp_path):
    assert is_well("cases' keys are missing")  # of the case that was opened
    with override_settings(CASE_KEY_ROOT=tmp_path / "of another machine"):
        assert not is_well("cases' keys are missing")
    add_document(builder)
    assert is_well("cases' keys are missing")
    with override_settings(CASE_KEY_ROOT=tmp_path / "of another machine"):
        assert not is_well("cases' keys are missing")
    settings.CASE_KEYS = ["another"]
    assert not is_well("cases' keys are missing")


def test_keys_of_cases_that_cannot_be_written_are_found(settings, tmp_path, monkeypatch):
    settings.CASE_KEY_ROOT = tmp_path
    monkeypatch.setattr(os, "access", lambda place, mode: place != tmp_path)
    assert "cases' keys cannot be kept" in readiness.readiness_problems(at=NOW)


def test_keys_that_cannot_be_written_are_found(settings, tmp_path, monkeypatch):
    settings.VICTIM_KEY_ROOT = tmp_path
    monkeypatch.setattr(os, "access", lambda place, mode: place != tmp_path)
    assert "victims' keys cannot be kept" in readiness.readiness_problems(at=NOW)


def test_static_files_that_cannot_be_read_are_found(settings, tmp_path):
    assert is_well("static files cannot be read")
    settings.STATIC_ROOT = tmp_path
    assert not is_well("static files cannot be read")


def test_figures_not_counted_for_longer_than_a_count_may_take_are_found():
    assert not is_well("figures stalled")  # never counted
    for minutes, well in ((0, True), (50, True), (55, True), (57, False), (24 * 60, False)):
        heartbeats.leave_heartbeat("counted", at=NOW - timedelta(minutes=minutes))
        assert is_well("figures stalled") == well, minutes


def test_a_log_that_is_not_sealed_within_a_minute_is_found(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path
    UnsealedEntry.objects.all().delete()  # what tests before this one committed
    assert is_well("log not sealed")
    write_entries(1)
    for seconds, well in ((0, True), (50, True), (70, False), (3600, False)):
        UnsealedEntry.objects.update(since=timezone.now() - timedelta(seconds=seconds))
        assert is_well("log not sealed") == well, seconds
    tasks.seal_log()
    assert is_well("log not sealed")


def test_an_entry_written_past_the_seal_or_taken_out_of_its_queue_is_found(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path
    now = timezone.now()
    assert is_well("log past the seal", at=now)
    [taken_out, _other] = write_entries(2, at=now)
    assert is_well("log past the seal", at=now)
    UnsealedEntry.objects.filter(entry_id=taken_out).delete()
    assert not is_well("log past the seal", at=now)
    tasks.seal_log()  # what has stayed in the queue
    assert not is_well("log past the seal", at=now)
    assert is_well("log past the seal", at=now + timedelta(minutes=15))  # audit_verify names it


def test_a_log_whose_entries_are_not_queued_to_be_sealed_is_found():
    """Whoever owns the database has silenced the trigger; nothing has been written since."""
    connection.check_constraints()  # so that the table has no trigger left to run
    tamper("ALTER TABLE people_auditentry DISABLE TRIGGER queued_to_be_sealed")
    assert not is_well("log cannot be written")


def test_a_log_that_is_not_copied_out_is_found(settings, tmp_path):
    assert not is_well("sealed log not copied out")  # never
    settings.SEALED_LOG_ROOT = tmp_path
    write_entries(1)
    tasks.seal_log()
    assert is_well("sealed log not copied out", at=timezone.now())
    assert not is_well("sealed log not copied out", at=timezone.now() + timedelta(seconds=61))
    (tmp_path / "copies").write_text("")
    settings.SEALED_LOG_ROOT = tmp_path / "copies"  # where no folder can be made
    heartbeats.leave_heartbeat("sealed", at=NOW - timedelta(minutes=5))
    with pytest.raises(OSError, match="copies"):
        tasks.seal_log()
    assert not is_well("sealed log not copied out")


@pytest.mark.parametrize(("free", "well"), [(50, True), (21, True), (20, False), (0, False)])
def test_a_disk_is_nearly_full_at_eighty_in_a_hundred(monkeypatch, free, well):
    disk = namedtuple("Disk", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: disk(100, 100 - free, free))
    assert is_well("disk nearly full") == well


def test_a_disk_of_documents_that_cannot_be_written_is_found(monkeypatch, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "not yet" / "documents"  # created with the first document
    assert "documents cannot be kept" not in readiness.readiness_problems(at=NOW)
    monkeypatch.setattr(os, "access", lambda place, mode: (place, mode) != (tmp_path, os.W_OK))
    assert "documents cannot be kept" in readiness.readiness_problems(at=NOW)


def test_the_command_says_what_is_not_well_and_ends_so(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("readiness")
    assert ended.value.code == 1
    assert re.search("PROBLEM  Clocks were last checked: Never", capsys.readouterr().out)


def test_the_command_says_that_there_is_no_database():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", ROOT / "manage.py", "readiness"],
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "PROBLEM  no database\n", "")


# The page


def test_an_administrator_sees_what_was_given_up_and_lets_it_be_tried_again(admin, failed_delivery):
    page = admin.get(reverse("see-operations"))
    assert "never finished" in page.content.decode()
    address = reverse("send-again", args=[failed_delivery.pk])
    key = uuid4()
    for _click in range(2):
        assert admin.post(address, {"form_key": key}).url == reverse("see-operations")
    failed_delivery.refresh_from_db()
    assert (failed_delivery.set_aside_at, failed_delivery.attempts, failed_delivery.why) == (
        None,
        0,
        "",
    )
    assert AuditEntry.objects.filter(verb="send_again", refused="").count() == 1
    assert admin.get(address).status_code == 404


def test_a_message_that_is_sent_again_is_no_alarm_at_once_and_one_can_be_let_be(
    admin, failed_delivery
):
    Delivery.objects.exclude(pk=failed_delivery.pk).update(dropped_at=NOW)
    Delivery.objects.filter(pk=failed_delivery.pk).update(created_at=NOW - timedelta(days=2))
    assert not is_well("set aside")
    admin.post(reverse("send-again", args=[failed_delivery.pk]), {"form_key": uuid4()})
    assert is_well("set aside")
    assert is_well("unsent for too long", at=timezone.now())  # it waits since it was sent again
    Delivery.objects.filter(pk=failed_delivery.pk).update(set_aside_at=NOW)
    admin.post(reverse("let-message-be", args=[failed_delivery.pk]), {"form_key": uuid4()})
    failed_delivery.refresh_from_db()
    assert failed_delivery.dropped_at and failed_delivery.set_aside_at is None
    assert is_well("set aside")


def test_the_acts_ask_themselves_who_may(builder, failed_delivery):
    for act in (outbox.send_again, outbox.let_message_be):
        with pytest.raises(Refused):
            act(reference=failed_delivery.pk, by=scope(builder.cast.manager), at=NOW)


def test_a_delivery_that_is_not_given_up_is_not_sent_again(admin, builder):
    row = Delivery.objects.first()
    told = admin.post(reverse("send-again", args=[row.pk]), {"form_key": uuid4()})
    assert told.status_code == 409
    assert admin.post(reverse("send-again", args=[uuid4()])).status_code == 404


def test_other_people_do_not_see_how_the_service_runs(builder, failed_delivery):
    for who in ("officer", "supervisor", "manager"):
        client = Client()
        client.force_login(getattr(builder.cast, who))
        pages = [
            reverse(name, args=[failed_delivery.pk]) for name in ("send-again", "let-message-be")
        ]
        for address in (reverse("see-operations"), *pages):
            assert client.get(address).status_code == 403


# The watchdog


def test_a_database_that_answers_nothing_is_told_of_as_none(monkeypatch, settings):
    another = connection.copy()

    def sleeps(at):
        with another.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    settings.WATCHDOG_WAIT_SECONDS = 0.5
    monkeypatch.setattr(watchdog, "readiness_problems", sleeps)
    monkeypatch.setattr(watchdog.connection, "close", lambda: None)  # the test's own connection
    assert watchdog.current_problems() == {watchdog.NO_DATABASE}
    another.close()


@pytest.fixture
def watchdog_relay(settings):
    """The relay that gets the watchdog's mails."""
    room = MailRoom()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", room.smtp.port
    settings.WATCHDOG_MAIL = "operator@rasso.example"
    yield room
    room.close()


def test_the_watchdog_mails_what_has_stopped_and_no_word_of_a_case(watchdog_relay, builder):
    call_command("watchdog", once=True)
    [mail] = watchdog_relay.accepted
    assert mail.to == "operator@rasso.example"
    assert "sweep stalled" in mail.text
    assert builder.urn not in mail.raw.decode()


def test_a_reported_problem_is_reported_again_only_after_hours_or_after_a_recovery(settings):
    memory, sweep, mail = watchdog.AlertMemory(), "sweep stalled", "set aside"

    def told(found, now):
        news = memory.news(found, now=now)
        memory.told(news, now=now)
        return news

    assert told({sweep}, 0) == {sweep}
    assert told({sweep}, 60) == set()
    assert told(set(), 120) == set()
    assert told({sweep}, 180) == set()  # it comes and goes each minute
    assert told({sweep, mail}, 240) == {mail}
    assert told({mail}, 300) == set()
    assert told({mail}, 900) == set()
    assert told({sweep, mail}, 960) == {sweep}  # it was over for more than ten minutes
    assert told({sweep}, 960 + settings.WATCHDOG_AGAIN_SECONDS + 1) == {sweep}


def run_watchdog(monkeypatch, *minutes):
    """Run the watchdog with these problems, one set a minute."""
    clock = SimpleNamespace(at=0)

    def asked():
        if clock.at == len(minutes):
            raise KeyboardInterrupt
        return set(minutes[clock.at])

    clock.monotonic = lambda: clock.at * 60
    clock.sleep = lambda _seconds: setattr(clock, "at", clock.at + 1)
    monkeypatch.setattr(watchdog, "current_problems", asked)
    monkeypatch.setattr(watchdog, "time", clock)
    with pytest.raises(KeyboardInterrupt):
        call_command("watchdog")


def test_a_recovered_job_is_reported_once(watchdog_relay, monkeypatch):
    both, mail, well = {"sweep stalled", "set aside"}, {"set aside"}, [set()] * 9
    run_watchdog(monkeypatch, both, *[mail] * 12, *[mail, set()] * 3, *well, set(), set(), *well)

    stopped, sweep, all_clear = [mail.text for mail in watchdog_relay.accepted]
    assert "sweep stalled" in stopped and "set aside" in stopped
    assert "sweep stalled" in sweep and "Still wrong: set aside." in sweep
    assert "set aside" in all_clear and "sweep stalled" not in all_clear
    assert "Nothing else is wrong." in all_clear
    assert {mail.to for mail in watchdog_relay.accepted} == {"operator@rasso.example"}


@pytest.mark.parametrize("why", [watchdog.NO_DATABASE, watchdog.COULD_NOT_ASK])
def test_while_nothing_can_be_asked_what_was_wrong_is_neither_well_nor_new(
    watchdog_relay, monkeypatch, why
):
    both = {"disk nearly full", "set aside"}
    run_watchdog(monkeypatch, both, *[{why}] * 24, *[both] * 12, *[set()] * 12)

    first, away, back, all_clear = [mail.text for mail in watchdog_relay.accepted]
    assert "disk nearly full\r\nset aside" in first
    assert why in away and "disk nearly full" not in away
    assert why in back and "Still wrong: disk nearly full, set aside." in back
    assert "disk nearly full\r\nset aside" in all_clear and "Nothing else is wrong." in all_clear


def test_ten_minutes_of_being_well_are_counted_only_while_it_can_be_asked(
    watchdog_relay, monkeypatch
):
    gone = {watchdog.NO_DATABASE}
    run_watchdog(monkeypatch, {"set aside"}, *[set()] * 5, *[gone] * 9, *[set()] * 9)
    assert not [mail for mail in watchdog_relay.accepted if "well for ten minutes" in mail.text]


def test_a_recovery_is_not_reported_while_the_checks_cannot_run(watchdog_relay, monkeypatch):
    said = []

    def tell_over(over, found):
        said.append(set(found))
        return len(said) > 1

    monkeypatch.setattr(watchdog, "send_recovery", tell_over)
    run_watchdog(monkeypatch, {"set aside"}, *[set()] * 11, *[{watchdog.NO_DATABASE}] * 3, set())
    assert said == [set(), set()]


def test_a_recovery_report_is_tried_again_and_dropped_after_another_stop(
    watchdog_relay, monkeypatch, settings
):
    sent = []

    def tell_over(over, found):
        sent.append(set(over))
        return len(sent) == 3

    monkeypatch.setattr(watchdog, "send_recovery", tell_over)
    run_watchdog(monkeypatch, {"set aside"}, *[set()] * 20)
    assert sent == [{"set aside"}] * 3

    memory = watchdog.AlertMemory()
    memory.told(memory.news({"set aside"}, now=0), now=0)
    assert memory.news(set(), now=700) == set() and memory.over == {"set aside"}
    assert memory.news({"set aside"}, now=760) == {"set aside"} and memory.over == set()


def test_a_relay_that_is_away_is_tried_again(watchdog_relay, settings):
    settings.MAIL_PORT = 1
    assert not watchdog.send_alert({"sweep stalled"})
    settings.MAIL_PORT = watchdog_relay.smtp.port
    assert watchdog.send_alert({"sweep stalled"})


@pytest.mark.parametrize(
    ("fault", "told"),
    [(OperationalError, "no database"), (InterfaceError, "no database"), (OSError, "could not")],
)
def test_a_fault_of_the_checks_themselves_is_reported_too(monkeypatch, fault, told):
    def away(*, at):
        raise fault("gone")

    monkeypatch.setattr(watchdog, "readiness_problems", away)
    monkeypatch.setattr(watchdog.connection, "close", lambda: None)  # the test's own connection
    [found] = watchdog.current_problems()
    assert found.startswith(told)


def test_a_service_that_keeps_its_promises_is_let_sleep(monkeypatch, watchdog_relay):
    monkeypatch.setattr(watchdog, "readiness_problems", lambda *, at: [])
    call_command("watchdog", once=True)
    assert watchdog_relay.accepted == []
