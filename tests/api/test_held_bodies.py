"""
A caller sends a call's head and one byte, loses a capacity or token, then sends the rest.

It uses a raw socket and its own server, so that the body is read as slowly as it is sent.
"""

import json
import socket
from datetime import UTC, datetime
from http.client import HTTPResponse
from itertools import count
from threading import Event
from urllib.parse import urlsplit

import pytest

from cases.models import Case, Victim
from devtools.case_builder import CaseBuilder, cast, scope
from people.access import grants
from people.administration.actions import systems
from people.api.parsers import StrictJSON
from people.models import AuditEntry, StoredResponse, User
from tests.support.api.token_callers import Caller

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = count(1)
READING = Event()
NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def builder(transactional_db):
    return CaseBuilder(cast())


@pytest.fixture
def caller(builder):
    return Caller(builder.cast.police).for_(builder.cast.officer)


@pytest.fixture(autouse=True)
def signal_body_read(monkeypatch):
    """Set READING once the server has authenticated the call and begins to read its body."""
    parse = StrictJSON.parse

    def told(self, *args, **kwargs):
        READING.set()
        return parse(self, *args, **kwargs)

    READING.clear()
    monkeypatch.setattr(StrictJSON, "parse", told)


class HeldCall:
    """A call of which everything but the end of its body has been sent."""

    def __init__(self, live_server, caller, address, asked):
        body = json.dumps(asked).encode()
        head = caller.headers({}) | {
            "Host": "testserver",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Idempotency-Key": f"a-key-of-held-bodies-{next(KEYS):04d}",
            "Connection": "close",
        }
        told = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        url = urlsplit(live_server.url)
        self.socket = socket.create_connection((url.hostname, url.port), timeout=30)
        self.rest = body[1:]
        self.socket.sendall(f"POST {address} HTTP/1.1\r\n{told}\r\n".encode() + body[:1])
        assert READING.wait(30), "The server has not begun to read the body."

    def end(self):
        """Send the rest. Returns the response's status."""
        self.socket.sendall(self.rest)
        answer = HTTPResponse(self.socket)
        answer.begin()
        answer.read()
        self.socket.close()
        return answer.status


def take_capacity(builder, caller):
    grants.revoke_capacity(
        "refer_cases", of=builder.cast.officer, on=builder.cast.police,
        by=scope(builder.cast.supervisor), at=NOW,
    )  # fmt: skip


def take_from_system(builder, caller):
    grants.revoke_capacity(
        "exchange_cases", of=caller.system.account, on=builder.cast.police,
        by=scope(builder.cast.supervisor), at=NOW,
    )  # fmt: skip


def deactivate_officer(builder, caller):
    User.objects.filter(pk=builder.cast.officer.pk).update(is_active=False)


def deactivate_system(builder, caller):
    User.objects.filter(pk=caller.system.account.pk).update(is_active=False)


def revoke_token(builder, caller):
    systems.revoke_token(system=caller.system, token=caller.token)


LOSSES = [
    (take_capacity, 403), (take_from_system, 403), (deactivate_officer, 403),
    (deactivate_system, 401), (revoke_token, 401),
]  # fmt: skip


def count_cases(builder):
    return Case.objects.unscoped("test").count()


@pytest.mark.parametrize(("lose", "status"), LOSSES)
def test_no_case_is_opened_by_what_was_lost_while_the_body_was_held(
    live_server, builder, caller, lose, status
):
    before, urn = count_cases(builder), f"{builder.cast.police.agency.force_code}RS0900126"
    held = HeldCall(
        live_server, caller, "/api/cases/", {"unit": str(builder.cast.police.pk), "urn": urn}
    )
    lose(builder, caller)
    assert held.end() == status
    assert count_cases(builder) == before and not StoredResponse.objects.exists()
    assert AuditEntry.objects.exclude(refused="").filter(verb="open_case").exists()


@pytest.mark.parametrize(("lose", "status"), LOSSES)
def test_nothing_is_added_by_what_was_lost_while_the_body_was_held(
    live_server, builder, caller, lose, status
):
    before = Victim.objects.unscoped("test").count()
    held = HeldCall(live_server, caller, f"/api/cases/{builder.case.pk}/victims/", {})
    lose(builder, caller)
    assert held.end() in {status, 404}  # a caller without any capacity sees no case
    assert Victim.objects.unscoped("test").count() == before


def test_a_caller_who_lost_nothing_is_answered(live_server, builder, caller):
    before, urn = count_cases(builder), f"{builder.cast.police.agency.force_code}RS0900126"
    held = HeldCall(
        live_server, caller, "/api/cases/", {"unit": str(builder.cast.police.pk), "urn": urn}
    )
    assert held.end() == 201 and count_cases(builder) == before + 1
