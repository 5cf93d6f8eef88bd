"""A session ends when it is idle for a while, and after a shift."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from people.models import Session as StoredSession
from people.web.session_store import SessionStore
from rasso.middleware.session_expiry import SAVED_EVERY_SECONDS, renew_session

MORNING = 1_800_000_000.0


class Session(dict):
    """A session without a store that counts its endings."""

    ended = 0

    def flush(self):
        self.clear()
        self.ended += 1


def renewed_session(*moments):
    session = Session()
    for moment in moments:
        renew_session(session, MORNING + moment)
    return session


def test_a_session_in_use_is_written_once_a_minute():
    assert renewed_session(0, 10, 20)["used_at"] == MORNING
    later = SAVED_EVERY_SECONDS + 1
    assert renewed_session(0, 10, later)["used_at"] == MORNING + later


def test_writing_once_a_minute_is_often_enough_for_the_idle_limit():
    assert settings.SESSION_COOKIE_AGE == settings.SESSION_IDLE_SECONDS > 2 * SAVED_EVERY_SECONDS


def test_a_clock_that_is_set_back_lengthens_no_session():
    assert renewed_session(0, -3600).ended == 1
    assert renewed_session(0, 7200, 3600).ended == 1
    assert renewed_session(0, -1).ended == 0  # another machine, whose clock is a little behind


@pytest.mark.parametrize(("idle", "is_open"), [(0, True), (3600, False)])
def test_a_clock_that_is_set_back_leaves_no_session_idle_for_longer(db, idle, is_open):
    session = SessionStore()
    session["kept"] = "yes"
    session.save()
    later = timezone.now() + timedelta(seconds=settings.SESSION_IDLE_SECONDS + idle)
    StoredSession.objects.update(expire_date=later)
    assert (SessionStore(session.session_key).get("kept") == "yes") is is_open


def test_a_session_lasts_a_shift_and_no_longer():
    length = settings.SESSION_LENGTH_SECONDS
    assert renewed_session(0, 3600, length).ended == 0
    assert renewed_session(0, 3600, length + 1).ended == 1
