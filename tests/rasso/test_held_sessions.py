"""
A session ends while a large form arrives, and the form then has no effect.

A raw socket sends the head of the form and a part of it, the sender is signed out, and the rest
follows, as tests/api/test_held_bodies.py does for calls.
"""

import re
import socket
import time
from datetime import timedelta
from http.client import HTTPResponse
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cases.models import Note
from devtools.case_builder import CaseBuilder, cast
from people.models import Draft, Session
from rasso.gunicorn_worker import MAX_HELD_BODY_BYTES
from tests.support.cases.pages import client_for, page_url

PASSWORD = "a long enough pass phrase"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def builder(transactional_db):
    return CaseBuilder(cast())


def start_form_request(
    live_server, client: Client, address: str, **asked: str
) -> tuple[socket.socket, bytes]:
    """A connection on which all of a form but its end has been sent, and that end."""
    page = client.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    answers = {"csrfmiddlewaretoken": token[1], "form_key": str(uuid4()), "continues": ""} | asked
    body = urlencode(answers | {"more": "x" * MAX_HELD_BODY_BYTES}).encode()
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    head = (
        f"POST {address} HTTP/1.1\r\nHost: testserver\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    parts = urlsplit(live_server.url)
    held = socket.create_connection((parts.hostname, parts.port), timeout=20)
    held.sendall(head.encode() + body[:-10])
    time.sleep(0.5)  # the server is reading it by now
    return held, body[-10:]


def answer_of(held: socket.socket, rest: bytes) -> HTTPResponse:
    with held:
        held.sendall(rest)
        answer = HTTPResponse(held)
        answer.begin()
        answer.read()
        return answer


def status_of(held: socket.socket, rest: bytes) -> int:
    return answer_of(held, rest).status


def note_count() -> int:
    return Note.objects.unscoped("test").count()


def test_a_person_who_stays_signed_in_is_answered(live_server, builder):
    officer = client_for(builder.cast.officer)
    held, rest = start_form_request(
        live_server, officer, page_url("write-note", builder.case), text="Mine, and meant."
    )
    assert (status_of(held, rest), note_count()) == (302, 1)


@pytest.mark.parametrize("how", ["signs out", "is ended"])
def test_nothing_is_done_for_a_session_that_ended_while_the_body_was_held(
    live_server, builder, how
):
    officer = client_for(builder.cast.officer)
    held, rest = start_form_request(
        live_server, officer, page_url("write-note", builder.case), text="Not meant at all."
    )
    if how == "signs out":
        officer.logout()
    else:
        Session.objects.all().delete()
    assert (status_of(held, rest), note_count()) == (403, 0)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/account/confirm/", {"password": PASSWORD}),
        ("/account/password/", {"oldpassword": PASSWORD, "password1": f"{PASSWORD} of mine"}),
    ],
)
def test_what_is_held_while_the_session_has_a_new_key_is_done_and_leaves_the_cookie(
    live_server, builder, address, sent
):
    officer = client_for(builder.cast.officer)
    builder.cast.officer.set_password(PASSWORD)
    builder.cast.officer.save()
    officer.force_login(builder.cast.officer)
    held, rest = start_form_request(
        live_server, officer, page_url("write-note", builder.case), text="Mine, and meant."
    )
    before = officer.cookies[settings.SESSION_COOKIE_NAME].value
    officer.post(address, sent)
    assert officer.cookies[settings.SESSION_COOKIE_NAME].value != before
    answer = answer_of(held, rest)
    assert (answer.status, note_count()) == (302, 1)
    assert settings.SESSION_COOKIE_NAME not in str(answer.getheader("Set-Cookie"))
    assert officer.get("/account/security/").status_code == 200


def test_what_is_held_while_the_session_ends_is_kept_and_leaves_the_cookie(live_server, builder):
    officer = client_for(builder.cast.officer)
    held, rest = start_form_request(
        live_server, officer, page_url("write-note", builder.case), text="Long, and typed."
    )
    Session.objects.all().delete()
    answer = answer_of(held, rest)
    assert (answer.status, note_count()) == (403, 0)
    assert settings.SESSION_COOKIE_NAME not in str(answer.getheader("Set-Cookie"))
    assert Draft.objects.filter(user=builder.cast.officer).count() == 1


def test_a_body_that_arrives_for_longer_than_a_session_may_be_idle_is_done(live_server, builder):
    officer = client_for(builder.cast.officer)
    held, rest = start_form_request(
        live_server, officer, page_url("write-note", builder.case), text="Mine, and long."
    )
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=0.1))
    assert (status_of(held, rest), note_count()) == (302, 1)
    assert officer.get("/account/security/").status_code == 200
