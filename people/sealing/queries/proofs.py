"""Proofs from the sealed audit log, for programs that are not ours."""

from base64 import b64encode
from typing import Any

from django.db import connection

from people.models import CoSignature, SealedEntry, SignedHead
from people.sealing.canonical import COLUMNS
from people.sealing.merkle import consistency_spans, inclusion_spans, roots_of_spans
from people.sealing.queries.checked_leaves import ENTRIES_SQL
from people.sealing.queries.nodes import read_nodes


class NotSealed(Exception):
    """No entry of this id is in the sealed log."""


def proof_of_entry(entry_id: int) -> dict[str, Any]:
    """
    What shows that an entry is in the log: its content, its place, the hashes, a head.

    Ready for JSON; hashes in base64, as in the head. The head is the newest one that was co-signed,
    with all its signatures, or else the newest. Raises NotSealed. As many queries, and about as
    many rows, however long the log is.
    """
    sealed = SealedEntry.objects.filter(entry_id=entry_id).first()
    head = _head_to_show(sealed.position) if sealed else None
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_SQL, [[entry_id]])
        texts = cursor.fetchone()
    if not (sealed and head and texts):
        raise NotSealed(f"Entry {entry_id} is not in the sealed log.")
    lines = (
        CoSignature.objects.filter(size=head.size).order_by("name").values_list("line", flat=True)
    )
    hashes = roots_of_spans(inclusion_spans(sealed.position, head.size), read_nodes)
    return {
        "format": "rasso audit proof 1",
        "version": sealed.version,
        "entry": dict(zip(COLUMNS, texts, strict=True)),
        "position": sealed.position,
        "hashes": [b64encode(each).decode() for each in hashes],
        "head": head.note + "".join(f"{line}\n" for line in lines),
    }


def _head_to_show(position: int) -> SignedHead | None:
    heads = SignedHead.objects.filter(size__gt=position).order_by("-size")
    sizes = CoSignature.objects.order_by("-size").values_list("size", flat=True)[:1]
    return heads.filter(size__in=list(sizes)).first() or heads.first()


def consistency_proof(old: int, new: int) -> list[bytes]:
    """The hashes that show that the log of the old size is the beginning of that of the new."""
    return roots_of_spans(consistency_spans(old, new), read_nodes)
