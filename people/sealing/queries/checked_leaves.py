"""Check every leaf of the sealed audit log with its entry, the copies and the signed heads."""

from collections.abc import Iterator
from itertools import permutations

from django.db import connection

from people.models import SealedEntry
from people.sealing import copies
from people.sealing.canonical import COLUMNS, VERSION, EntryTexts, entry_leaf
from people.sealing.faults import Fault, Faults, Kind
from people.sealing.merkle import GrowingTree
from people.sealing.queries.checked_heads import CheckedHeads
from people.sealing.queries.nodes import NODES_SQL, is_stored

AT_ONCE = 10_000
ENTRIES_SQL = (
    f"SELECT {', '.join(COLUMNS.values())} FROM people_auditentry entry"  # noqa: S608 - ours
    " WHERE id = ANY(%s)"
)
Record = tuple[int, int, bytes]  # entry, version of its leaf, leaf


class LeafCheck:
    """
    One pass over the leaves, in order. run() does it; then faults() has what it found.

    Two trees grow: of the database's leaves, and of the copied ones. At each signed head it is
    seen which of the two the head was signed for.
    """

    def __init__(self, heads: CheckedHeads) -> None:
        self.heads = heads
        self.here, self.copied = GrowingTree(), GrowingTree()
        self.found = Faults()
        self.differing: list[Fault] = []  # since the last head
        self.last_good = 0
        self.edited: dict[int, tuple[EntryTexts, bytes]] = {}  # what is there, the signed leaf

    def run(self) -> Iterator[int]:
        """Check AT_ONCE leaves at a time; yields how many are checked."""
        for start in range(0, self.heads.leaves, AT_ONCE):
            end = min(start + AT_ONCE, self.heads.leaves)
            rows = SealedEntry.objects.filter(position__gte=start, position__lt=end)
            named = rows.values_list("position", "entry_id", "version", "leaf")
            here = {p: (entry, version, bytes(leaf)) for p, entry, version, leaf in named}
            copied = dict(enumerate(copies.read_leaves(start, end), start))
            texts = self._texts({record[0] for record in (*here.values(), *copied.values())})
            made = list[tuple[int, int, bytes]]()
            for position in range(start, end):
                made += self._check(position, here.get(position), copied.get(position), texts)
            self._check_nodes([node for node in made if is_stored(node[0])])
            yield end

    def faults(self) -> list[Fault]:
        """What was found; two entries whose contents were exchanged are told as swapped."""
        swapped = set[int]()
        for one, other in permutations(self.edited, 2):
            texts = self.edited[one][0]
            if entry_leaf([str(other), *texts[1:]]) == self.edited[other][1]:
                swapped |= {one, other}
        return [
            Fault(Kind.SWAPPED, fault.entry_id, "has the content of another entry")
            if fault.kind == Kind.EDITED and fault.entry_id in swapped
            else fault
            for fault in self.found.found
        ]

    def _texts(self, ids: set[int]) -> dict[int, EntryTexts]:
        with connection.cursor() as cursor:
            cursor.execute(ENTRIES_SQL, [list(ids)])
            return {int(row[0]): row for row in cursor.fetchall()}

    def _check(
        self,
        position: int,
        here: Record | None,
        copied: Record | None,
        texts: dict[int, EntryTexts],
    ) -> list[tuple[int, int, bytes]]:
        """Check one position. Returns the nodes that its leaf completes."""
        if here and copied and here != copied and here[2] == copied[2]:
            self._check_named(here, copied[0], texts.get(here[0]))
        elif here != copied and copied:
            self.differing.append(self._difference(position, here, copied))
        elif here is None:
            self.found.add([Fault(Kind.DELETED, None, f"leaf {position} is gone")])
        else:
            self._check_entry(here, texts.get(here[0]))
        made = self.here.append(here[2] if here else b"")
        self.copied.append(copied[2] if copied else here[2] if here else b"")
        self._check_head(position + 1)
        return made

    def _check_entry(self, leaf: Record, texts: EntryTexts | None) -> None:
        entry, version, signed = leaf
        if texts is None:
            self.found.add([Fault(Kind.DELETED, entry, "is sealed, and is not in the log")])
        elif version != VERSION:
            text = f"is sealed under version {version}, which is not known"
            self.found.add([Fault(Kind.EDITED, entry, text)])
        elif entry_leaf(texts) != signed:
            self.found.add([Fault(Kind.EDITED, entry, "is not what was sealed")])
            if len(self.edited) < Faults.MOST:
                self.edited[entry] = (texts, signed)

    def _check_named(self, here: Record, copied: int, texts: EntryTexts | None) -> None:
        """Check a leaf of which the copy names another entry or version: a head signs neither."""
        if texts and here[1] == VERSION and entry_leaf(texts) == here[2]:
            self.found.add([Fault(Kind.COPY, copied, "and the database is as it was signed")])
        else:
            text = "is named otherwise, or by another version, than when it was sealed"
            self.found.add([Fault(Kind.EDITED, copied, text)])

    def _difference(self, position: int, here: Record | None, copied: Record) -> Fault:
        """What happened to a leaf that is not as in the copy."""
        entry = copied[0]
        if here and here[0] == entry:
            return Fault(Kind.EDITED, entry, "and its leaf are not what was sealed")
        moved = SealedEntry.objects.filter(entry_id=entry).first()
        if moved:
            text = f"was sealed at position {position}, and stands at {moved.position}"
            return Fault(Kind.SWAPPED, entry, text)
        return Fault(Kind.DELETED, entry, f"was sealed at position {position}; its leaf is gone")

    def _check_head(self, size: int) -> None:
        """Compare both trees with the heads of this size, and settle what differed until here."""
        roots = {heads[size] for heads in (self.heads.ours, self.heads.copied) if size in heads}
        if not roots:
            return
        if self.here.root() in roots:
            copied_by_whom = "and the database is as it was signed"
            self.found.add(
                Fault(Kind.COPY, fault.entry_id, copied_by_whom) for fault in self.differing
            )
        elif self.differing:
            self.found.add(self.differing)
        elif not self.found.count:
            text = f"is the first of leaves {self.last_good} to {size - 1}, not those signed"
            self.found.add([Fault(Kind.FORKED, self._entry_at(self.last_good), text)])
        if self.here.root() in roots:
            self.last_good = size
        self.differing = []

    def _entry_at(self, position: int) -> int | None:
        row = SealedEntry.objects.filter(position=position).first()
        return row.entry_id if row else None

    def _check_nodes(self, made: list[tuple[int, int, bytes]]) -> None:
        """Compare stored nodes with those that were hashed."""
        with connection.cursor() as cursor:
            cursor.execute(NODES_SQL, [[node[0] for node in made], [node[1] for node in made]])
            stored = {(level, index): bytes(value) for level, index, value in cursor.fetchall()}
        for level, index, value in made:
            if stored.get((level, index)) != value and not self.found.count:
                position = index << level
                text = f"is the first under node {level}/{index}, which is not as hashed"
                self.found.add([Fault(Kind.EDITED, self._entry_at(position), text)])
