"""What an operator's machinery is told, without signing in and without a word about a case."""

import pytest
from django.db import OperationalError, connection


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


def test_without_a_database_we_are_alive_and_not_ready(client, monkeypatch):
    def away():
        raise OperationalError("connection to secret-host failed")

    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/livez").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503 and b"secret-host" not in answer.content
