"""Codes of an authenticator app, in a clock that stands still for the length of a test."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth


@pytest.fixture
def still_app_clock(monkeypatch):
    """Let the step of 30 seconds in which a test begins last until it ends."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))


def app_code(secret):
    """The code that an app with this secret shows now."""
    [counter] = auth.yield_hotp_counters_from_time()
    return auth.format_hotp_value(auth.hotp_value(secret, counter))
