"""Expired rows are deleted, and no others, whatever the machine's clock does."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from people.models import Session
from rasso import tasks

HOUR = timedelta(hours=1)
SHIFT = timedelta(seconds=settings.SESSION_LENGTH_SECONDS)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_cleanup(monkeypatch):
    """Run the task with the clock ahead by this timedelta. Returns the number of sessions."""
    true = timezone.now()

    def look(ahead):
        monkeypatch.setattr(timezone, "now", lambda: true + ahead)
        tasks.forget()
        return Session.objects.count()

    Session.objects.create(session_key="s", session_data="", expire_date=true - SHIFT + 2 * HOUR)
    return look


def test_a_session_is_deleted_at_the_first_look_after_the_one_that_found_it_over(run_cleanup):
    assert [run_cleanup(n * HOUR) for n in range(5)] == [1, 1, 1, 1, 0]


def test_a_clock_that_leaps_and_is_put_right_takes_nothing_along(run_cleanup):
    assert (
        run_cleanup(-HOUR)
        == run_cleanup(timedelta(days=365))
        == run_cleanup(0 * HOUR)
        == run_cleanup(HOUR)
        == 1
    )
