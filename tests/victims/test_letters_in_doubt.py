"""A letter in doubt: Notify is queried before the letter is given up."""

import pytest

from devtools.fake_notify import KEY, Notify
from devtools.letter_steps import fresh, road_to_charge, wish
from tests.support.module_fixtures import standing
from tests.victims.test_letter_post import going_out, kept, worked

pytestmark = pytest.mark.django_db


@standing
def road():
    road = road_to_charge()
    wish(road, channel="EMAIL")
    return road


@pytest.fixture
def server(settings):
    server = Notify()
    settings.NOTIFY_API_KEY, settings.NOTIFY_URL = KEY, server.address
    settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    yield server
    server.stop()


def test_a_letter_that_notify_has_is_sent_though_its_last_attempt_is_over(road, server, settings):
    letter = going_out(road)
    settings.SEND_ATTEMPTS, server.fails = 1, ["lost"]
    worked(road)
    assert kept(letter).in_doubt and len(server.taken) == 1
    worked(road)
    assert fresh(letter).status == "SENT" and kept(letter).result != "TECHNICAL"
    assert len(server.taken) == 1


def test_while_notify_cannot_be_asked_a_letter_in_doubt_is_not_given_up(road, server, settings):
    letter = going_out(road)
    settings.SEND_ATTEMPTS, server.fails = 1, ["lost"]
    worked(road)
    server.is_dumb = True
    worked(road, 3)
    assert (kept(letter).result, fresh(letter).status) == ("", "SENDING")
    server.is_dumb = False
    worked(road)
    assert fresh(letter).status == "SENT" and len(server.taken) == 1


def test_a_letter_that_notify_has_not_is_given_up_after_the_last_attempt(road, server, settings):
    letter = going_out(road)
    settings.SEND_ATTEMPTS, server.fails = 1, [500]
    worked(road, 2)
    assert (kept(letter).result, fresh(letter).status) == ("TECHNICAL", "APPROVED")
    assert server.taken == []
