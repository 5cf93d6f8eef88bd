"""A session ends when it is idle for a while, and after a shift."""

from django.conf import settings

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


def test_a_session_lasts_a_shift_and_no_longer():
    length = settings.SESSION_LENGTH_SECONDS
    assert renewed_session(0, 3600, length).ended == 0
    assert renewed_session(0, 3600, length + 1).ended == 1
