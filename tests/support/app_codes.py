"""The clock of authenticator apps stands still for the length of a test."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth

from devtools import authenticator_app


@pytest.fixture(autouse=True)
def still_app_clock(monkeypatch):
    """Let the step of 30 seconds in which a test begins last until it ends, for app and service."""
    now = time.time()
    for module in (auth, authenticator_app):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: now))
