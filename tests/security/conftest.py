"""What holds for every comparison of one answer with another."""

import pytest


@pytest.fixture(autouse=True)
def no_page_saves_the_session(monkeypatch):
    """However long a machine takes over one person's pages, no later one differs by that."""
    monkeypatch.setattr("rasso.middleware.session_expiry.SAVED_EVERY_SECONDS", 3600)
