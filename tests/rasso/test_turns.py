"""Load shedding: a request that waited too long for a thread is refused before anything is done."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast
from devtools.smtp_relay import free_port
from devtools.worker_processes import wait_for
from rasso.middleware import load_shedding
from rasso.settings.environment import ROOT
from tests.support.rasso.queue_time_app import TAKES

TOO_LONG = 60


@pytest.fixture
def long_wait(monkeypatch):
    monkeypatch.setattr(load_shedding.request_wait, "waited", TOO_LONG, raising=False)


@pytest.fixture
def officer(db, client):
    builder = CaseBuilder(cast())
    client.force_login(builder.cast.officer)
    return builder


def test_a_page_is_not_made_for_who_waited_too_long(
    officer, client, long_wait, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.get(reverse("see-case", args=[officer.case.pk]))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10" and "no-store" in answer["Cache-Control"]
    assert "Nothing was shown and nothing was changed." in answer.content.decode()
    assert "default-src" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_a_shed_form_is_not_done_and_is_done_when_it_is_sent_again(officer, client, monkeypatch):
    address = reverse("add-suspect", args=[officer.case.pk])
    form = client.get(address).context["form"]
    sent = {"form_key": form["form_key"].value(), "surname": "Again", "custody": "NOT_ARRESTED"}
    before = officer.case.suspects.unscoped("test").count()
    with monkeypatch.context() as patched:
        patched.setattr(load_shedding.request_wait, "waited", TOO_LONG, raising=False)
        assert client.post(address, sent).status_code == 503
    assert officer.case.suspects.unscoped("test").count() == before

    assert client.post(address, sent).status_code == 302
    assert officer.case.suspects.unscoped("test").count() == before + 1


def test_a_request_that_waited_no_longer_than_that_is_answered(
    officer, client, monkeypatch, settings
):
    monkeypatch.setattr(load_shedding.request_wait, "waited", settings.TURN_SECONDS, raising=False)
    assert client.get(reverse("worklist")).status_code == 200


def test_a_system_is_told_in_json_when_to_come_back(client, long_wait):
    answer = client.get("/api/v1/units/")
    assert answer.status_code == 503 and answer["Retry-After"] == "10"
    assert answer["Content-Type"] == "application/problem+json"
    assert "Wait, then send the same call with its key." in answer.json()["detail"]


@pytest.mark.django_db
def test_a_service_that_is_busy_is_not_called_dead(client, long_wait):
    assert client.get("/livez").status_code == client.get("/readyz").status_code == 200


def test_the_log_says_how_many_but_not_of_each(client, long_wait, monkeypatch, caplog):
    now = [100.0]
    monkeypatch.setattr(load_shedding.time, "monotonic", lambda: now[0])
    away = load_shedding.LoadSheddingMiddleware(lambda request: None)
    request = type("Request", (), {"path": "/"})()
    for moment in (100.0, 101.0, 105.0, 111.0):
        now[0] = moment
        away(request)
    said = [record.getMessage().split()[0] for record in caplog.records if "turned" in record.msg]
    assert said == ["1", "3"]


@contextmanager
def gunicorn_with_one_thread():
    """The address of a gunicorn with one thread."""
    where = f"127.0.0.1:{free_port()}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "tests.support.rasso.queue_time_app",
        "--log-level",
        "error",
    ]
    env = os.environ | {"BIND": where, "WEB_WORKERS": "1", "WEB_THREADS": "1"}
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        host, port = where.split(":")
        wait_for(lambda: not socket.socket().connect_ex((host, int(port))), 60, "gunicorn")
        yield where
    finally:
        process.terminate()
        process.wait(30)


def get_number(line, path):
    line.request("GET", path)
    return float(line.getresponse().read())


def test_gunicorn_counts_how_long_a_request_waits_for_a_thread_and_no_more():
    with gunicorn_with_one_thread() as where:
        first, second = http.client.HTTPConnection(where), http.client.HTTPConnection(where)
        assert get_number(first, "/") < TAKES
        other = Thread(target=get_number, args=(first, "/slow/"))
        other.start()
        time.sleep(TAKES / 4)  # it is being answered
        assert get_number(second, "/") > TAKES / 2
        other.join()

        time.sleep(1.5 * TAKES)  # an idle keep-alive connection
        assert get_number(first, "/") < TAKES
        idle = http.client.HTTPConnection(where)
        idle.connect()
        time.sleep(1.5 * TAKES)  # an open connection without a request yet
        assert get_number(idle, "/") < TAKES
