"""Copy sealed entries and signed heads out of the database (people/sealing/copies.py)."""

from people.models import SealedEntry, SignedHead
from people.sealing import copies

AT_ONCE = 20_000  # records of leaves, or heads


class LeafIsMissing(Exception):
    """A leaf that has to be copied is not in the database."""


def copy_all() -> bool:
    """
    Copy as copy_sealed_log() does. Returns whether the copies have the head that was newest before.

    They have not if another process holds the folder's lock and does not get that far.
    """
    newest = SignedHead.objects.order_by("-size").values_list("size", flat=True).first()
    copy_sealed_log()
    copied = copies.newest_head()
    return (copied.size if copied else 0) >= (newest or 0)


def copy_sealed_log() -> int:
    """
    Append to the copies what they lack. Returns the number of leaves copied.

    Called after each seal has committed; what a process that was killed left out, the next copies.
    0 if another process copies. Raises OSError if the folder cannot be written, and LeafIsMissing.
    """
    with copies.locked() as is_ours:
        if not is_ours:
            return 0
        copied = sum(iter(_copy_leaves, 0))
        while _copy_heads():
            pass
    return copied


def _copy_leaves() -> int:
    start = copies.count_leaves()
    rows = SealedEntry.objects.filter(position__gte=start, position__lt=start + AT_ONCE)
    found = list(rows.order_by("position").values_list("position", "entry_id", "version", "leaf"))
    positions = range(start, start + len(found))
    gone = [n for n, row in zip(positions, found, strict=True) if row[0] != n]
    if gone:
        raise LeafIsMissing(f"leaf {gone[0]} of the audit log is not in the database")
    if found:
        copies.append_leaves((entry, version, bytes(leaf)) for _p, entry, version, leaf in found)
    return len(found)


def _copy_heads() -> int:
    newest = copies.newest_head()
    rows = SignedHead.objects.filter(
        size__gt=newest.size if newest else 0, size__lte=copies.count_leaves()
    )
    notes = list(rows.order_by("size").values_list("note", flat=True)[:AT_ONCE])
    if notes:
        copies.append_heads(notes)
    return len(notes)
