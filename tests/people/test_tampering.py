"""
What somebody who owns the database and silences its triggers does to the log, `audit_verify` names.

Thirty entries are sealed in three batches, as positions 0 to 29. `THOROUGH` tampering also brings
the leaf of what it changed up to date, so that only the signed heads and the copies tell.
"""

import shutil

import pytest
from django.utils import timezone

from people.models import AuditEntry, SealedEntry, SignedHead
from people.sealing import copies, merkle
from people.sealing.faults import Faults
from people.sealing.keys import signing_key
from people.sealing.signed_notes import Head, sign_head
from tests.support.sealed_log import sealed_in_batches, tamper, verdict, write_entries

pytestmark = pytest.mark.django_db

EDIT = "UPDATE people_auditentry SET refused = 'Not found' WHERE id = %(one)s"
DELETE = "DELETE FROM people_auditentry WHERE id = %(one)s"
SWAP = """
UPDATE people_auditentry mine SET verb = theirs.verb, at = theirs.at, ids = theirs.ids,
    case_id = theirs.case_id, refused = theirs.refused
FROM people_auditentry theirs
WHERE (mine.id, theirs.id) IN ((%(one)s, %(other)s), (%(other)s, %(one)s))
"""
SWAP_LEAVES = """
UPDATE people_sealedentry SET position = position + 1000 WHERE position IN (4, 13);
UPDATE people_sealedentry SET position = 1017 - position WHERE position > 1000
"""
INSERT = """
INSERT INTO people_auditentry
    (at, operation, verb, capacities, kind, ids, refused, sought, content)
VALUES (now(), 'erasure', 'invented', '{}', '', '{}', '', '', '')
"""
RELEAF = """
UPDATE people_sealedentry sealed SET leaf = people_entry_leaf(entry)
FROM people_auditentry entry WHERE entry.id = sealed.entry_id
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


@pytest.fixture
def ids():
    return sealed_in_batches(10, 10, 10)


@pytest.fixture(params=["with copies", "without copies"])
def copied(request, ids):
    if request.param == "without copies":
        shutil.rmtree(copies.leaves_path().parent)


def first_line(capsys):
    is_well, said = verdict(capsys)
    assert not is_well and "fault" in said
    return said.splitlines()[0]


def test_a_log_that_no_one_touched_is_well(ids, copied, capsys):
    assert verdict(capsys) == (True, "30 entries are as they were sealed.\n")


def test_an_edit(ids, copied, capsys):
    tamper(EDIT, one=ids[12])
    assert first_line(capsys) == f"edited: entry {ids[12]} is not what was sealed"


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'", "verb = 'x'", "user_id = NULL, verb = 'y'",
        "capacities = '{officer}'", "ids = ids || ''::varchar", "case_id = NULL", "sought = 'a'",
        "content = 'b'", "address = '10.0.0.1'", "kind = ''", "operation = 'erasure'",
    ],
)  # fmt: skip
def test_an_edit_of_any_column(change, ids, capsys):
    tamper(f"UPDATE people_auditentry SET {change} WHERE id = %(one)s", one=ids[0])
    assert first_line(capsys) == f"edited: entry {ids[0]} is not what was sealed"


def test_a_delete(ids, copied, capsys):
    tamper(DELETE, one=ids[12])
    assert first_line(capsys) == f"deleted: entry {ids[12]} is sealed, and is not in the log"


def test_an_insert(ids, copied, capsys):
    tamper(INSERT)
    invented = AuditEntry.objects.get(verb="invented").pk
    assert first_line(capsys) == f"inserted: entry {invented} is neither sealed nor waits to be"


def test_an_insert_behind_many_entries_that_wait(ids, capsys):
    write_entries(Faults.MOST + 5)
    tamper(INSERT)
    invented = AuditEntry.objects.get(verb="invented").pk
    expected = f"inserted: entry {invented} is neither sealed nor waits to be"
    assert verdict(capsys) == (False, f"{expected}\n1 faults; 30 entries are sealed.\n")
    tamper("UPDATE people_unsealedentry SET since = since - interval '1 hour'")
    _is_well, said = verdict(capsys)
    assert said.startswith(expected) and f"\n{Faults.MOST + 6} faults; " in said


def test_all_faults_are_counted_where_only_the_first_are_named(ids, capsys):
    tamper(*[INSERT] * (Faults.MOST + 7))
    _is_well, said = verdict(capsys)
    assert f"\n{Faults.MOST + 7} faults; " in said and said.count("inserted") == Faults.MOST
    tamper("UPDATE people_auditentry SET verb = 'x'")
    assert f"\n{Faults.MOST + 37} faults; " in verdict(capsys)[1]


def test_all_edits_are_counted_where_only_the_first_are_named(ids, capsys, monkeypatch):
    monkeypatch.setattr(Faults, "MOST", 7)
    tamper("UPDATE people_auditentry SET verb = 'x'")
    _is_well, said = verdict(capsys)
    assert "\n30 faults; " in said and said.count("edited") == 7


def test_a_version_that_is_not_known(ids, copied, capsys):
    tamper("UPDATE people_sealedentry SET version = 2 WHERE position = 12")
    assert first_line(capsys).startswith(f"edited: entry {ids[12]}")


def test_a_leaf_that_is_made_to_name_another_entry(ids, capsys):
    tamper("UPDATE people_sealedentry SET entry_id = 1 WHERE position = 12")
    assert first_line(capsys).startswith(f"edited: entry {ids[12]} is named otherwise")


@pytest.mark.parametrize("byte", [7, 8])  # the last of the entry's id, and the version
def test_a_copy_that_is_made_to_name_another_entry_or_version(ids, byte, capsys):
    content = bytearray(copies.leaves_path().read_bytes())
    content[12 * copies.RECORD.size + byte] ^= 1
    copies.leaves_path().write_bytes(content)
    assert first_line(capsys).startswith("copy changed: entry")


def test_contents_that_were_swapped(ids, copied, capsys):
    tamper(SWAP, one=ids[12], other=ids[27])
    assert first_line(capsys) == f"swapped: entry {ids[12]} has the content of another entry"


def test_leaves_that_were_swapped(ids, capsys):
    tamper(*SWAP_LEAVES.split(";"))
    expected = f"swapped: entry {ids[4]} was sealed at position 4, and stands at 13"
    assert first_line(capsys) == expected


def test_a_tail_that_was_cut_off_with_its_leaves_and_heads(ids, capsys):
    tamper(
        "DELETE FROM people_auditentry WHERE id >= %(one)s",
        "DELETE FROM people_sealedentry WHERE position >= 20",
        "DELETE FROM people_signedhead WHERE size > 20",
        one=ids[20],
    )
    expected = f"truncated: entry {ids[20]} 30 entries were sealed, and 20 are left"
    assert first_line(capsys) == expected


def test_leaves_that_were_cut_off_below_their_head(ids, copied, capsys):
    tamper("DELETE FROM people_sealedentry WHERE position >= 27")
    assert first_line(capsys).startswith("truncated:")


def test_a_thorough_edit(ids, capsys):
    tamper(EDIT, RELEAF, one=ids[12])
    expected = f"edited: entry {ids[12]} and its leaf are not what was sealed"
    assert first_line(capsys) == expected


def test_a_thorough_edit_without_copies_is_told_by_the_first_entry_of_its_batch(ids, capsys):
    shutil.rmtree(copies.leaves_path().parent)
    tamper(EDIT, RELEAF, one=ids[12])
    expected = f"forked: entry {ids[10]} is the first of leaves 10 to 19, not those signed"
    assert first_line(capsys) == expected


def test_a_thorough_delete(ids, capsys):
    tamper(
        DELETE,
        "DELETE FROM people_sealedentry WHERE position = 12",
        "UPDATE people_sealedentry SET position = position - 1001 WHERE position > 12",
        "UPDATE people_sealedentry SET position = position + 1000 WHERE position < 0",
        one=ids[12],
    )
    is_well, said = verdict(capsys)
    assert not is_well
    assert f"deleted: entry {ids[12]} was sealed at position 12; its leaf is gone" in said


def test_a_leaf_under_no_head(ids, copied, capsys):
    tamper(
        INSERT,
        "INSERT INTO people_sealedentry SELECT 30, id, 1, people_entry_leaf(entry)"
        " FROM people_auditentry entry WHERE verb = 'invented'",
    )
    invented = AuditEntry.objects.get(verb="invented").pk
    assert first_line(capsys) == f"inserted: entry {invented} stands among the leaves under no head"


def test_a_head_that_somebody_else_signed(ids, copied, capsys, settings):
    settings.AUDIT_SEAL_KEYS, ours = ["a key of theirs"], settings.AUDIT_SEAL_KEYS
    row = SignedHead.objects.get(size=20)
    forged = sign_head(Head(settings.AUDIT_LOG_NAME, 20, b"x" * 32, row.at), signing_key())
    settings.AUDIT_SEAL_KEYS = ours
    tamper("UPDATE people_signedhead SET note = %(note)s WHERE size = 20", note=forged)
    assert first_line(capsys).startswith("forged: head")


def test_a_fork_signed_with_our_own_key(ids, capsys, settings):
    """Whoever has the database and the key rewrites all of it: the copies remember."""
    tamper(EDIT, RELEAF, one=ids[12])
    tree = merkle.GrowingTree()
    for row in SealedEntry.objects.order_by("position"):
        tree.append(bytes(row.leaf))
        if tree.size in (10, 20, 30):
            head = Head(settings.AUDIT_LOG_NAME, tree.size, tree.root(), timezone.now())
            tamper(
                "UPDATE people_signedhead SET root = %(root)s, note = %(note)s"
                " WHERE size = %(size)s",
                root=head.root, note=sign_head(head, signing_key()), size=head.size,
            )  # fmt: skip
    expected = (
        f"forked: entry {ids[12]} two heads of size 20 are signed, one here and one in the copies"
    )
    assert first_line(capsys) == expected


def test_copies_that_were_changed_are_told_as_such(ids, capsys):
    path = copies.leaves_path()
    content = bytearray(path.read_bytes())
    content[12 * copies.RECORD.size + 20] ^= 1
    path.write_bytes(content)
    expected = f"copy changed: entry {ids[12]} and the database is as it was signed"
    assert first_line(capsys) == expected


def test_a_node_that_was_changed(ids, copied, capsys):
    tamper("UPDATE people_treenode SET hash = decode(repeat('ab', 32), 'hex')")
    assert first_line(capsys).startswith(f"edited: entry {ids[0]} is the first under node 4/0")
