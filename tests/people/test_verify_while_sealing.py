"""The audit log is checked while entries are written, sealed and copied."""

import time
from threading import Thread

import pytest
from django.db import connection

from people.sealing import copies
from people.sealing.queries import checked_leaves
from people.sealing.queries.verify import verify_log
from tests.support.sealed_log import sealed_in_batches

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


def seal_elsewhere(count):
    """Write, seal and copy entries in another session, and wait for it."""

    def work():
        sealed_in_batches(count)
        connection.close()

    other = Thread(target=work)
    other.start()
    other.join()


def test_a_log_that_grows_while_its_copies_are_read_is_well(monkeypatch):
    sealed_in_batches(5)
    read = copies.notes_of_heads

    def read_later():
        seal_elsewhere(3)
        yield from read()

    monkeypatch.setattr(copies, "notes_of_heads", read_later)
    assert verify_log()[1].found == []


def test_a_log_that_grows_while_its_leaves_are_checked_is_well(monkeypatch):
    monkeypatch.setattr(checked_leaves, "AT_ONCE", 4)
    sealed_in_batches(5, 5)
    sealed, faults = verify_log(lambda _leaves: seal_elsewhere(2))
    assert (sealed, faults.found) == (10, [])


def test_checking_may_take_longer_than_a_transaction_may_be_idle(monkeypatch):
    monkeypatch.setattr(checked_leaves, "AT_ONCE", 4)
    sealed_in_batches(5, 5)
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 100")
    try:
        assert verify_log(lambda _leaves: time.sleep(0.4))[1].found == []
    finally:
        connection.close()
