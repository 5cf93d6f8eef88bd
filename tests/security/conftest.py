"""Fixtures of tests that compare responses."""

import pytest


@pytest.fixture(autouse=True)
def unsaved_sessions(monkeypatch):
    """Do not save the session during a test, so that later pages do not differ by it."""
    monkeypatch.setattr("rasso.middleware.session_expiry.SAVED_EVERY_SECONDS", 3600)
