"""Whoever runs the service is told what has stopped, by a page, a command and the watchdog."""

import re
import shutil
from collections import namedtuple
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEntry
from rasso import readiness
from rasso.management.commands import watchdog
from tests.cases.crowd import office
from tests.cast import Road, cast, person
from tests.standing import standing
from tests.timeliness.conftest import mailroom  # noqa: F401 - a fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@standing
def road():
    return Road(cast()).write()


@pytest.fixture
def given_up(road):
    row = Delivery.objects.first()
    Delivery.objects.filter(pk=row.pk).update(set_aside_at=NOW, attempts=9, why="never finished")
    return row


@pytest.fixture
def admin():
    client = Client()
    client.force_login(person(office(), "administer_accounts"))
    return client


def is_well(problem):
    [check] = [each for each in readiness.checks(at=NOW) if each.problem == problem]
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


@pytest.mark.parametrize(("free", "well"), [(50, True), (21, True), (20, False), (0, False)])
def test_a_disk_is_nearly_full_at_eighty_in_a_hundred(monkeypatch, free, well):
    disk = namedtuple("Disk", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: disk(100, 100 - free, free))
    assert is_well("disk nearly full") == well


def test_the_command_says_what_is_not_well_and_ends_so(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("readiness")
    assert ended.value.code == 1
    assert re.search("PROBLEM  Clocks were last looked through: Never", capsys.readouterr().out)


# The page


def test_an_administrator_sees_what_was_given_up_and_lets_it_be_tried_again(admin, given_up):
    page = admin.get(reverse("see-operations"))
    assert "never finished" in page.content.decode()
    address = reverse("send-again", args=[given_up.pk])
    key = uuid4()
    for _click in range(2):
        assert admin.post(address, {"form_key": key}).url == reverse("see-operations")
    given_up.refresh_from_db()
    assert (given_up.set_aside_at, given_up.attempts, given_up.why) == (None, 0, "")
    assert AuditEntry.objects.filter(verb="send_again", refused="").count() == 1
    assert admin.get(address).status_code == 404


def test_what_is_not_given_up_is_not_sent_again(admin, road):
    row = Delivery.objects.first()
    told = admin.post(reverse("send-again", args=[row.pk]), {"form_key": uuid4()})
    assert told.status_code == 409
    assert admin.post(reverse("send-again", args=[uuid4()])).status_code == 404


def test_nobody_else_sees_how_the_service_runs(road, given_up):
    for who in ("officer", "supervisor", "manager"):
        client = Client()
        client.force_login(getattr(road.cast, who))
        for address in (reverse("see-operations"), reverse("send-again", args=[given_up.pk])):
            assert client.get(address).status_code == 403


# The watchdog


@pytest.fixture
def barks(settings, mailroom):  # noqa: F811
    mailroom.forget()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", mailroom.smtp.port
    settings.WATCHDOG_MAIL = "operator@rasso.example"
    return mailroom


def test_the_watchdog_mails_what_has_stopped_and_no_word_of_a_case(barks, road):
    call_command("watchdog", once=True)
    [mail] = barks.accepted
    assert mail.to == "operator@rasso.example"
    assert "sweep stalled" in mail.text
    assert road.urn not in mail.raw.decode()


def test_what_was_told_is_told_again_only_when_it_is_worse_or_long_ago(settings, monkeypatch):
    told, ago = {"sweep stalled"}, watchdog.time.monotonic()
    assert watchdog.is_news(told, set(), None)
    assert not watchdog.is_news(told, told, ago)
    assert not watchdog.is_news(set(), told, ago)
    assert watchdog.is_news(told | {"set aside"}, told, ago)
    assert watchdog.is_news(told, told, ago - settings.WATCHDOG_AGAIN_SECONDS - 1)


def test_a_relay_that_is_away_is_tried_again(barks, settings):
    settings.MAIL_PORT = 1
    assert watchdog.tell({"sweep stalled"}) == set()
    settings.MAIL_PORT = barks.smtp.port
    assert watchdog.tell({"sweep stalled"}) == {"sweep stalled"}


def test_a_database_that_is_away_is_told_too(monkeypatch):
    def away(*, at):
        raise DatabaseError("gone")

    monkeypatch.setattr(watchdog, "problems", away)
    assert watchdog.asked() == {"no database"}


def test_a_service_that_keeps_its_promises_is_let_sleep(monkeypatch, barks):
    monkeypatch.setattr(watchdog, "problems", lambda *, at: [])
    call_command("watchdog", once=True)
    assert barks.accepted == []
    assert timedelta(hours=1).total_seconds() < watchdog.settings.WATCHDOG_AGAIN_SECONDS
