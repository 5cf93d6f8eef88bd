"""
Seal the audit log: append the leaves that wait to the tree, and sign its head.

One batch is one transaction, under an advisory lock, so that a process that is killed has done
nothing. The order of the leaves is made here: whoever writes an entry waits for no one. An entry
whose transaction commits late is seen when it has committed, and is in the next batch.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from people.models import SealedEntry, SignedHead
from people.sealing import copies
from people.sealing.keys import signing_key
from people.sealing.merkle import GrowingTree
from people.sealing.queries.nodes import is_stored, stored_tree
from people.sealing.signed_notes import Head, sign_head

logger = logging.getLogger(__name__)

TAKE_SQL = """
DELETE FROM people_unsealedentry WHERE entry_id IN (
    SELECT entry_id FROM people_unsealedentry ORDER BY entry_id LIMIT %s
) RETURNING entry_id, version, leaf
"""
APPEND_SQL = """
INSERT INTO people_sealedentry (position, entry_id, version, leaf)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::bytea[])
"""
NODES_SQL = """
INSERT INTO people_treenode (level, index, hash)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""
Queued = tuple[int, int, bytes]  # entry, version of its leaf, leaf


class LogWasShortened(Exception):
    """The database holds fewer sealed entries than the copies outside it, or others."""


@transaction.atomic
def seal_next_entries(*, at: datetime) -> int:
    """
    Seal up to SEAL_BATCH waiting entries under one signed head. Returns how many.

    0 if none waits or another process seals. Raises LogWasShortened, for we never sign two
    different logs of one size, and NoSealKey.
    """
    if not advisory_locks.try_exclusive_lock(AdvisoryLock.SEALING):
        return 0
    rows = _take_queued()
    if not rows:
        return 0
    key, tree = signing_key(), _tree_so_far()
    nodes = _append(tree, rows)
    head = Head(settings.AUDIT_LOG_NAME, tree.size, tree.root(), at)
    _insert(NODES_SQL, [node for node in nodes if is_stored(node[0])])
    SignedHead(
        size=head.size, root=head.root, at=head.at, note=sign_head(head, key)
    ).save(force_insert=True)  # fmt: skip
    return len(rows)


def _take_queued() -> list[Queued]:
    """Take the first waiting entries from the queue, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SQL, [settings.SEAL_BATCH])
        rows = sorted((entry, version, bytes(leaf)) for entry, version, leaf in cursor.fetchall())
    ids = [row[0] for row in rows]
    twice = set(
        SealedEntry.objects.filter(entry_id__in=ids).values_list("entry_id", flat=True)
    )  # fmt: skip
    if twice:  # written into the queue by hand
        logger.error("Audit entries queued although sealed: %s", sorted(twice)[:10])
    return [row for row in rows if row[0] not in twice]


def _tree_so_far() -> GrowingTree:
    """The tree under the newest head, if the copies outside the database hold no other."""
    newest = SignedHead.objects.order_by("-size").values_list("size", "root").first()
    size, root = newest or (0, GrowingTree().root())
    copied = copies.newest_head()
    if copied and copied.size > size:
        raise LogWasShortened(f"{size} entries are sealed here, and {copied.size} in the copies")
    if copied and copied.size == size and copied.root != bytes(root):
        raise LogWasShortened(f"the {size} entries sealed here are not those of the copies")
    tree = stored_tree(size)
    if tree.root() != bytes(root):
        raise LogWasShortened(f"the stored nodes are not those of the head of size {size}")
    return tree


def _append(tree: GrowingTree, rows: list[Queued]) -> list[tuple[int, int, bytes]]:
    """Append leaves to the tree and its table. Returns the nodes that they complete."""
    first = tree.size
    nodes = [node for _entry, _version, leaf in rows for node in tree.append(leaf)]
    _insert(APPEND_SQL, [(first + n, *row) for n, row in enumerate(rows)])
    return nodes


def _insert(statement: str, rows: list[Any]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
