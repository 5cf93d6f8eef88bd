"""Proofs from the sealed audit log, for programs that are not ours."""

from base64 import b64encode
from collections.abc import Sequence
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
    head, [proof] = proofs_of_entries([entry_id])
    return {"format": "rasso audit proof 1", **proof, "head": head}


def proofs_of_entries(ids: Sequence[int]) -> tuple[str, list[dict[str, Any]]]:
    """
    (head, proofs) of entries, in the order of their positions, all for that one head.

    A proof is that of proof_of_entry() without its head. Raises NotSealed if there are no entries,
    or one of them is not sealed. As many queries for many as for one.
    """
    rows = SealedEntry.objects.filter(entry_id__in=ids).order_by("position")
    sealed = list(rows.values_list("position", "entry_id", "version"))
    head = _head_to_show(sealed[-1][0]) if sealed else None
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_SQL, [list(ids)])
        texts = {int(row[0]): row for row in cursor.fetchall()}
    missing = set(ids) - {entry for _position, entry, _version in sealed if entry in texts}
    if missing or head is None:
        named = ", ".join(map(str, sorted(missing)))
        raise NotSealed(f"Entry {named} is not in the sealed log.")
    spans = [inclusion_spans(position, head.size) for position, _entry, _version in sealed]
    hashes = iter(roots_of_spans([each for path in spans for each in path], read_nodes))
    proofs = [
        {
            "version": version,
            "entry": dict(zip(COLUMNS, texts[entry], strict=True)),
            "position": position,
            "hashes": [b64encode(next(hashes)).decode() for _span in path],
        }
        for (position, entry, version), path in zip(sealed, spans, strict=True)
    ]
    return _with_cosignatures(head), proofs


def _with_cosignatures(head: SignedHead) -> str:
    lines = CoSignature.objects.filter(size=head.size).order_by("name")
    return head.note + "".join(f"{line}\n" for line in lines.values_list("line", flat=True))


def _head_to_show(position: int) -> SignedHead | None:
    heads = SignedHead.objects.filter(size__gt=position).order_by("-size")
    sizes = CoSignature.objects.order_by("-size").values_list("size", flat=True)[:1]
    return heads.filter(size__in=list(sizes)).first() or heads.first()


def consistency_proof(old: int, new: int) -> list[bytes]:
    """The hashes that show that the log of the old size is the beginning of that of the new."""
    return roots_of_spans(consistency_spans(old, new), read_nodes)
