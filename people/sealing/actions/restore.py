"""Put the copies of the sealed log aside after the database was restored from a backup."""

from datetime import datetime

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from people.models import SignedHead
from people.sealing import copies
from people.sealing.actions.seal import LogWasShortened
from people.sealing.keys import verifier_keys
from people.sealing.signed_notes import read_head


def set_copies_aside(*, at: datetime) -> int:
    """
    Put the copies aside if they go on beyond the restored log. Returns by how many entries.

    Sealing then goes on from what was restored, and copies it anew; audit_verify tells of the
    copies that were put aside for as long as they are kept. Raises LogWasShortened if the restored
    log is no earlier state of the copied one. Run in a transaction.
    """
    advisory_locks.take_exclusive_lock(AdvisoryLock.SEALING)
    newest = SignedHead.objects.order_by("-size").first()
    size, root = (newest.size, bytes(newest.root)) if newest else (0, b"")
    copied = copies.newest_head()
    if copied is None or copied.size <= size:
        return 0
    heads = (read_head(note, verifier_keys()) for note in copies.notes_of_heads())
    if size and not any((head.size, head.root) == (size, root) for head in heads):
        raise LogWasShortened(f"the restored log of {size} entries is not what was copied")
    copies.set_aside(at)
    return copied.size - size
