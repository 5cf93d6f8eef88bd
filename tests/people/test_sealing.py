"""Audit entries are sealed: each once, in an order of their own, under signed heads."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from people.access import audit_log
from people.models import AuditEntry, SealedEntry, SignedHead, TreeNode, UnsealedEntry
from people.sealing import canonical, merkle
from people.sealing.actions import seal
from people.sealing.actions.queue import queue_older_entries
from people.sealing.keys import NoSealKey, verifier_keys
from people.sealing.queries.checked_leaves import ENTRIES_SQL
from people.sealing.queries.lag import longest_wait
from people.sealing.queries.verify import verify_log
from people.sealing.signed_notes import read_head
from tests.support.sealed_log import (
    TRICKY,
    seal_all,
    sealed_in_batches,
    tamper,
    write_entries,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


def naive_root(leaves):
    """The root of RFC 6962, by its definition."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def leaf_by_our_code(pk):
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_SQL, [[pk]])
        return canonical.entry_leaf(cursor.fetchone())


def queued_leaf(pk):
    return bytes(UnsealedEntry.objects.get(pk=pk).leaf)


# The leaf


def test_an_entry_and_its_leaf_share_a_transaction():
    [pk] = write_entries(1)
    assert queued_leaf(pk) == leaf_by_our_code(pk)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        [lost] = write_entries(1)
        assert queued_leaf(lost)
        raise ZeroDivisionError
    assert not UnsealedEntry.objects.filter(pk=lost).exists()


def test_an_entry_whose_leaf_cannot_be_written_is_not_written():
    [pk] = write_entries(1)
    UnsealedEntry.objects.create(entry_id=pk + 1, version=1, leaf=b"", since=timezone.now())
    with pytest.raises(audit_log.AuditWriteFailed), transaction.atomic():
        write_entries(1)
    assert AuditEntry.objects.count() == 1


def test_a_temporary_table_of_that_name_keeps_no_entry_from_the_queue():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE people_unsealedentry (nothing int) ON COMMIT DROP")
        write_entries(1)
        cursor.execute("DROP TABLE pg_temp.people_unsealedentry")
    assert UnsealedEntry.objects.count() == 1


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.lists(texts | st.sampled_from(TRICKY), max_size=4),
    texts | st.sampled_from(TRICKY),
    st.none() | st.ip_addresses(),
    st.none() | st.uuids(),
)
@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_databases_leaf_and_ours_are_the_same(at, items, text, address, case_id):
    entry = AuditEntry.objects.create(
        at=at.replace(tzinfo=UTC), operation="erasure", verb=text, capacities=items, kind=text,
        ids=items, case_id=case_id, refused=text, sought=text, content="",
        address=address and str(address),
    )  # fmt: skip
    assert queued_leaf(entry.pk) == leaf_by_our_code(entry.pk)


def test_the_bytes_of_version_1_are_these():
    """By hand, from the description: what was sealed under version 1 is read with it for ever."""
    values = [
        "7", "2026-11-29T22:00:00.000001Z", "consultation", "see_case", "3", None, ["officer", "é"],
        "cases.Case", [], None, "", "", "", "10.0.0.1/32",
    ]  # fmt: skip
    assert canonical.entry_bytes(values).decode() == (
        "rasso audit entry 1\nid=1:7,\nat=27:2026-11-29T22:00:00.000001Z,\n"
        "operation=12:consultation,\nverb=8:see_case,\nuser_id=1:3,\nsystem_id=-,\n"
        "capacities=15:7:officer,2:é,,\nkind=10:cases.Case,\nids=0:,\ncase_id=-,\nrefused=0:,\n"
        "sought=0:,\ncontent=0:,\naddress=11:10.0.0.1/32,"
    )


def test_every_column_of_an_entry_is_in_its_leaf():
    assert list(canonical.COLUMNS) == [each.column for each in AuditEntry._meta.fields]


# Sealing


def test_entries_are_sealed_in_batches_under_signed_heads(settings):
    settings.SEAL_BATCH = 7
    ids = write_entries(20)
    assert seal_all() == 20 and not UnsealedEntry.objects.exists()
    rows = SealedEntry.objects.order_by("position")
    assert list(rows.values_list("position", "entry_id")) == list(enumerate(ids))
    leaves = [bytes(row.leaf) for row in rows]
    assert [head.size for head in SignedHead.objects.order_by("size")] == [7, 14, 20]
    for row in SignedHead.objects.all():
        head = read_head(row.note, verifier_keys())
        assert (head.size, head.root, head.at) == (row.size, bytes(row.root), row.at)
        assert head.root == naive_root(leaves[: head.size])
    assert list(TreeNode.objects.values_list("level", "index")) == [(4, 0)]
    assert verify_log()[1].found == []


def test_an_empty_log_is_not_signed_and_is_as_it_was_sealed():
    assert seal_all() == 0 and not SignedHead.objects.exists()
    assert verify_log()[0] == 0 and verify_log()[1].found == []


def test_without_a_key_nothing_is_sealed_and_nothing_lost(settings):
    ids = write_entries(3)
    with pytest.raises(NoSealKey):
        settings.AUDIT_SEAL_KEYS, kept = [], settings.AUDIT_SEAL_KEYS
        seal.seal_next_entries(at=timezone.now())
    settings.AUDIT_SEAL_KEYS = kept
    assert UnsealedEntry.objects.count() == 3 and seal_all() == len(ids)


def test_a_newer_key_signs_and_what_the_older_signed_still_counts(settings):
    [first] = settings.AUDIT_SEAL_KEYS
    sealed_in_batches(2)
    settings.AUDIT_SEAL_KEYS = ["another long random text", first]
    sealed_in_batches(2)
    assert verify_log()[1].found == []
    settings.AUDIT_SEAL_KEYS = ["another long random text"]
    [fault, *_copy] = verify_log()[1].found
    assert fault.kind == "forged" and " 2" in fault.text


def test_entries_from_before_the_seal_are_queued_once():
    ids = write_entries(5)
    UnsealedEntry.objects.all().delete()
    assert [fault.kind for fault in verify_log()[1].found] == ["inserted"] * 5
    assert (queue_older_entries(), queue_older_entries()) == (5, 0)
    assert seal_all() == len(ids)
    UnsealedEntry.objects.filter(pk__in=write_entries(1)).delete()
    assert queue_older_entries() == 0  # since then whoever is not queued went past the trigger
    assert [fault.kind for fault in verify_log()[1].found] == ["inserted"]


def test_older_entries_are_queued_also_after_newer_ones_were_sealed():
    """As where the first run was ended between the trigger and the queue."""
    older = write_entries(5)
    UnsealedEntry.objects.all().delete()
    sealed_in_batches(2)
    write_entries(1)
    assert (queue_older_entries(), queue_older_entries()) == (5, 0)
    assert set(older) < set(UnsealedEntry.objects.values_list("pk", flat=True))
    assert seal_all() == 6 and verify_log()[1].found == []


def test_an_entry_that_is_queued_again_is_sealed_once(caplog):
    [pk, *_] = sealed_in_batches(3)
    UnsealedEntry.objects.create(entry_id=pk, version=1, leaf=b"x" * 32, since=timezone.now())
    assert seal_all() == 0 and "although sealed" in caplog.text
    assert verify_log()[1].found == []


def test_it_is_known_how_long_the_oldest_entry_waits():
    assert longest_wait() == 0
    _first, last = write_entries(2)
    old = timezone.now() - timezone.timedelta(seconds=90)
    UnsealedEntry.objects.filter(pk=last).update(since=old)
    assert 85 < longest_wait() < 300
    [fault] = verify_log()[1].found
    assert (fault.kind, fault.entry_id) == ("unsealed", last)


# Who may change what


@pytest.mark.parametrize("table", ["sealedentry", "treenode", "signedhead"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_changes_no_leaf_node_or_head(table, act):
    sealed_in_batches(20)
    column = {"sealedentry": "entry_id", "treenode": "level", "signedhead": "size"}[table]
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(act.format(f"people_{table}", column, column))


def test_a_log_that_was_cut_is_never_signed_again():
    sealed_in_batches(5, 4)
    tamper(
        "DELETE FROM people_sealedentry WHERE position >= 5",
        "DELETE FROM people_signedhead WHERE size > 5",
    )
    write_entries(4)
    with pytest.raises(seal.LogWasShortened):
        seal_all()
    assert UnsealedEntry.objects.count() == 4
