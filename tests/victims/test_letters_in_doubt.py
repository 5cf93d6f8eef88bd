"""A letter in doubt: Notify is queried before the letter is given up."""

import pytest

from devtools.fake_notify import KEY, Notify
from devtools.letter_steps import build_charged_case, fresh_letter, record_wishes_in
from tests.support.module_fixtures import module_fixture
from tests.victims.test_letter_post import newest_sending, run_worker, send_letter_out

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = build_charged_case()
    record_wishes_in(builder, channel="EMAIL")
    return builder


@pytest.fixture
def server(settings):
    server = Notify()
    settings.NOTIFY_API_KEY, settings.NOTIFY_URL = KEY, server.address
    settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    yield server
    server.stop()


def test_a_letter_that_notify_has_is_sent_though_its_last_attempt_is_over(
    builder, server, settings
):
    letter = send_letter_out(builder)
    settings.SEND_ATTEMPTS, server.fails = 1, ["lost"]
    run_worker(builder)
    assert newest_sending(letter).in_doubt and len(server.taken) == 1
    run_worker(builder)
    assert fresh_letter(letter).status == "SENT" and newest_sending(letter).result != "TECHNICAL"
    assert len(server.taken) == 1


def test_while_notify_cannot_be_asked_a_letter_in_doubt_is_not_given_up(builder, server, settings):
    letter = send_letter_out(builder)
    settings.SEND_ATTEMPTS, server.fails = 1, ["lost"]
    run_worker(builder)
    server.is_dumb = True
    run_worker(builder, 3)
    assert (newest_sending(letter).result, fresh_letter(letter).status) == ("", "SENDING")
    server.is_dumb = False
    run_worker(builder)
    assert fresh_letter(letter).status == "SENT" and len(server.taken) == 1


def test_a_letter_that_notify_has_not_is_given_up_after_the_last_attempt(builder, server, settings):
    letter = send_letter_out(builder)
    settings.SEND_ATTEMPTS, server.fails = 1, [500]
    run_worker(builder, 2)
    assert (newest_sending(letter).result, fresh_letter(letter).status) == ("TECHNICAL", "APPROVED")
    assert server.taken == []
