"""Copy sealed entries and signed heads out of the database (people/sealing/copies.py)."""

from people.models import SealedEntry, SignedHead
from people.sealing import copies

AT_ONCE = 20_000  # records of leaves, or heads


def copy_sealed_log() -> int:
    """
    Append to the copies what they lack. Returns the number of leaves copied.

    Called after each seal has committed; what a process that was killed left out, the next copies.
    0 if another process copies. Raises OSError if the folder cannot be written.
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
    if [row[0] for row in found] != list(range(start, start + len(found))):
        return 0  # a row is missing: sealing refuses, and audit_verify names it
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
