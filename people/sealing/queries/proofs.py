"""Proofs from the sealed audit log, for programs that are not ours."""

from base64 import b64encode
from typing import Any

from django.db import connection

from people.models import SealedEntry, SignedHead
from people.sealing.canonical import COLUMNS, VERSION
from people.sealing.merkle import consistency_spans, inclusion_spans, roots_of_spans
from people.sealing.queries.checked_leaves import ENTRIES_SQL
from people.sealing.queries.nodes import read_nodes


class NotSealed(Exception):
    """No entry of this id is in the sealed log."""


def proof_of_entry(entry_id: int) -> dict[str, Any]:
    """
    What shows that an entry is in the log: its content, its place, the hashes, the newest head.

    Ready for JSON; hashes in base64, as in the head. Raises NotSealed. Five queries, however long
    the log is.
    """
    sealed = SealedEntry.objects.filter(entry_id=entry_id).first()
    head = SignedHead.objects.order_by("-size").first()
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_SQL, [[entry_id]])
        texts = cursor.fetchone()
    if not (sealed and head and texts) or sealed.position >= head.size:
        raise NotSealed(f"Entry {entry_id} is not in the sealed log.")
    hashes = roots_of_spans(inclusion_spans(sealed.position, head.size), read_nodes)
    return {
        "format": "rasso audit proof 1",
        "version": VERSION,
        "entry": dict(zip(COLUMNS, texts, strict=True)),
        "position": sealed.position,
        "hashes": [b64encode(each).decode() for each in hashes],
        "head": head.note,
    }


def consistency_proof(old: int, new: int) -> list[bytes]:
    """The hashes that show that the log of the old size is the beginning of that of the new."""
    return roots_of_spans(consistency_spans(old, new), read_nodes)
