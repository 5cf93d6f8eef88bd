"""Many who write to the audit log at once, and those who seal it meanwhile."""

import os
import threading

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from people.access.advisory_locks import AdvisoryLock
from people.models import SealedEntry, UnsealedEntry
from people.sealing import copies
from people.sealing.actions import seal
from people.sealing.queries.verify import verify_log
from tests.support.sealed_log import seal_all, sealed_in_batches, write_entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


def connect():
    return psycopg.connect(os.environ["DATABASE_URL"])


INSERT = """
INSERT INTO people_auditentry
    (at, operation, verb, capacities, kind, ids, refused, sought, content)
VALUES (now(), 'consultation', 'see_case', '{}', '', ARRAY[%s::text], '', '', '') RETURNING id
"""


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_and_two_sealers_lose_nothing_and_do_nothing_twice():
    written, stop, faults = [[] for _ in range(16)], threading.Event(), []

    def write(mine, number):
        with connect() as session:
            for n in range(60):
                [pk] = session.execute(INSERT, [f"{number} {n}"]).fetchone()
                if n % 7 == 3:
                    session.rollback()
                else:
                    session.commit()
                    mine.append(pk)

    def keep_sealing():
        try:
            while not stop.is_set():
                seal_all()
        except Exception as fault:
            faults.append(fault)
        connection.close()

    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(m, n)) for n, m in enumerate(written)]
    for each in (*sealers, *writers):
        each.start()
    for each in writers:
        each.join()
    stop.set()
    for each in sealers:
        each.join()
    assert not faults
    seal_all()
    ids = sorted(pk for mine in written for pk in mine)
    assert len(ids) == 16 * 51
    assert sorted(SealedEntry.objects.values_list("entry_id", flat=True)) == ids
    assert verify_log()[1].found == [] and copies.count_leaves() == len(ids)


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_transaction_commits_late_is_sealed_after_younger_ones():
    with connect() as late:
        [late_id] = late.execute(INSERT, ["late"]).fetchone()
        younger = sealed_in_batches(3)
        late.commit()
    assert late_id < min(younger)
    assert seal_all() == 1
    order = SealedEntry.objects.order_by("position").values_list("entry_id", flat=True)
    assert list(order) == [*younger, late_id]
    assert verify_log()[1].found == []


@pytest.mark.django_db(transaction=True)
def test_while_one_process_seals_another_does_nothing_and_waits_for_nothing():
    write_entries(3)
    with connect() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [int(AdvisoryLock.SEALING)])
        assert seal.seal_next_entries(at=timezone.now()) == 0
    assert seal.seal_next_entries(at=timezone.now()) == 3


@pytest.mark.django_db(transaction=True)
def test_a_writer_never_waits_for_a_sealer_or_for_another_writer():
    with connect() as one, connect() as other:
        one.execute(INSERT, ["one"])
        other.execute("SET statement_timeout = '3s'")
        with transaction.atomic():
            seal.seal_next_entries(at=timezone.now())
            write_entries(1)
            other.execute(INSERT, ["other"])
            other.commit()
        one.commit()
    seal_all()
    assert SealedEntry.objects.count() == 3


def test_a_sealer_that_dies_in_the_middle_has_done_nothing(monkeypatch):
    sealed_in_batches(4)
    write_entries(5)

    def die(*_):
        raise KeyboardInterrupt

    for step in ("_append", "_insert", "sign_head"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(seal, step, die)
            seal.seal_next_entries(at=timezone.now())
        assert (SealedEntry.objects.count(), UnsealedEntry.objects.count()) == (4, 5)
    assert seal_all() == 5 and verify_log()[1].found == []
