"""Health pages for an operator's tools: no sign-in, and nothing about cases."""

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "words"), [("/livez", "alive"), ("/readyz", "ready")])
def test_a_sound_service_says_so(client, path, words):
    answer = client.get(path)
    assert (answer.status_code, answer.content.decode()) == (200, f"{words}\n")
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db
def test_reminders_that_never_ran_are_their_own_alarm(client):
    answer = client.get("/readyz/reminders")
    assert answer.status_code == 503 and b"sweep stalled" in answer.content


@pytest.mark.django_db
def test_that_reminders_wait_is_an_answer_and_logged_as_no_fault(client, caplog):
    assert client.get("/readyz/reminders").status_code == 503
    assert caplog.records == []


def test_that_there_is_no_database_is_logged_as_a_fault(client, caplog, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/readyz").status_code == 503
    assert [(each.name, each.levelname) for each in caplog.records] == [("django.request", "ERROR")]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_we_are_alive_and_not_ready(client, monkeypatch, error):
    def away():
        raise error("connection to secret-host failed")

    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/livez").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503 and b"secret-host" not in answer.content


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/account/sign-in/", "/api/cases/"])
def test_without_a_database_a_page_and_a_call_say_to_try_again(client, monkeypatch, path, error):
    def away():
        raise error("connection to secret-host failed")

    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.raise_request_exception = False
    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get(path, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 503 and b"secret-host" not in answer.content
    assert answer["Retry-After"] == "5"
