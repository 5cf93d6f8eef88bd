"""Check the signed heads of the database and those of the copies, with each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from people.models import CoSignature, SealedEntry, SignedHead
from people.sealing import copies
from people.sealing.cosigners import cosigners
from people.sealing.faults import Fault, Kind
from people.sealing.keys import verifier_keys
from people.sealing.signed_notes import Head, NotAHead, read_head, text_of

AT_ONCE = 10_000
SignedRoots = tuple[dict[int, bytes], list[Fault]]  # {size: root}, and heads that are forged or two


@dataclass
class CheckedHeads:
    """
    Heads that a key of ours signed: {size: root}, in the database and in the copies.

    leaves: the number of entries that are sealed in the database.
    """

    ours: dict[int, bytes]
    copied: dict[int, bytes]
    leaves: int
    faults: list[Fault] = field(default_factory=list)

    @property
    def newest(self) -> int:
        """The size of the newest head of the database."""
        return max(self.ours, default=0)


def copied_heads() -> SignedRoots:
    """
    Read the heads of the copies.

    Read them before the snapshot in which the database's are read: only committed heads are copied,
    so that the snapshot has each of them. Those of a later copy could be missing there.
    """
    return _signed_roots(copies.notes_of_heads())


def checked_heads(copied: SignedRoots) -> CheckedHeads:
    """Read every head of the database, and find those that are forged, forked or missing."""
    rows = SignedHead.objects.order_by("size").iterator()
    ours, faults = _signed_roots(row.note for row in rows)
    last = SealedEntry.objects.order_by("-position").values_list("position", flat=True).first()
    leaves = 0 if last is None else last + 1
    found = CheckedHeads(ours, copied[0], leaves, [*faults, *copied[1]])
    found.faults += [*_forked(found), *_missing(found), *_of_cosigners(found)]
    return found


def _signed_roots(notes: Iterable[str]) -> SignedRoots:
    found, faults, keys = dict[int, bytes](), list[Fault](), verifier_keys()
    for note in notes:
        try:
            head = read_head(note, keys)
        except NotAHead as error:
            said = " ".join(note.split()[:2])
            faults.append(Fault(Kind.FORGED, None, f"head {said!r}: {error}"))
            continue
        if found.setdefault(head.size, head.root) != head.root:
            faults.append(_fork(head))
    return found, faults


def _fork(head: Head) -> Fault:
    return Fault(Kind.FORKED, _entry_at(head.size - 1), f"two heads of size {head.size} are signed")


def _forked(heads: CheckedHeads) -> Iterator[Fault]:
    """The first size at which the database and the copies have different signed roots."""
    for size in sorted(heads.ours.keys() & heads.copied.keys()):
        if heads.ours[size] != heads.copied[size]:
            text = f"two heads of size {size} are signed, one here and one in the copies"
            yield Fault(Kind.FORKED, _first_difference(size), text)
            return


def _missing(heads: CheckedHeads) -> Iterator[Fault]:
    """Heads that were signed and are not here, and entries that no head here covers."""
    kept = max(heads.copied, default=0)
    if kept > heads.newest or heads.newest > heads.leaves:
        entries = min(heads.newest, heads.leaves)
        text = f"{max(kept, heads.newest)} entries were sealed, and {entries} are left"
        yield Fault(Kind.TRUNCATED, _entry_at(entries), text)
    gone = [size for size in heads.copied if size < heads.newest and size not in heads.ours]
    if gone:
        text = f"head of size {min(gone)} was signed, and is not in the database"
        yield Fault(Kind.DELETED, None, text)
    if heads.leaves > heads.newest:
        rows = SealedEntry.objects.filter(position=heads.newest)
        entry = rows.values_list("entry_id", flat=True).first()
        yield Fault(Kind.INSERTED, entry, "stands among the leaves under no head")


def _of_cosigners(heads: CheckedHeads) -> Iterator[Fault]:
    """Signatures of co-signers of heads that are others here, or are not here."""
    known = {each.name: each for each in cosigners()}
    rows = CoSignature.objects.filter(name__in=known).order_by("size", "name")
    notes = dict(
        SignedHead.objects.filter(size__in=rows.values("size")).values_list("size", "note")
    )
    for row in rows.iterator():
        text = f"{row.name} signed"
        if row.size not in notes:
            kind = Kind.TRUNCATED if row.size > heads.newest else Kind.DELETED
            yield Fault(kind, _entry_at(row.size - 1), f"{text} a head of size {row.size}")
        elif not known[row.name].has_signed(text_of(notes[row.size]), row.line):
            yield Fault(Kind.FORKED, None, f"{text} another head of size {row.size}")


def _entry_at(position: int) -> int | None:
    """The entry at a position by the copies."""
    record = copies.read_leaves(position, position + 1) if position >= 0 else []
    return record[0][0] if record else None


def _first_difference(size: int) -> int | None:
    """The first entry, by the copies, whose leaf is another here, below a size."""
    for start in range(0, size, AT_ONCE):
        rows = SealedEntry.objects.filter(position__gte=start, position__lt=start + AT_ONCE)
        here = {row.position: (row.entry_id, row.version, bytes(row.leaf)) for row in rows}
        for position, record in enumerate(copies.read_leaves(start, start + AT_ONCE), start):
            if here.get(position) != record:
                return record[0]
    return None
