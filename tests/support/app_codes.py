"""The clock of authenticator apps stands still for the length of a test."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth

from devtools import authenticator_app


@pytest.fixture(autouse=True)
def still_app_clock():
    """
    Let the step of 30 seconds in which a test begins last until it ends, for app and service.

    Not by the test's own monkeypatch: what that has patched tells which steps can be replayed.
    """
    now = time.time()
    with pytest.MonkeyPatch.context() as patch:
        for module in (auth, authenticator_app):
            patch.setattr(module, "time", SimpleNamespace(time=lambda: now))
        yield
