"""What a check of the sealed audit log can find."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an entry, or the whole log, was tampered with. The value is printed."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    TRUNCATED = "truncated"
    FORKED = "forked"  # signed heads, or leaves, that cannot belong to one log
    FORGED = "forged"  # a head that no key of ours signed
    UNSEALED = "unsealed"  # waits longer than SEAL_WITHIN_SECONDS
    COPY = "copy changed"  # the copy outside the database is not what was signed


@dataclass(frozen=True)
class Fault:
    """One fault. entry_id: the audit entry that it names, None where it names a head."""

    kind: Kind
    entry_id: int | None
    text: str

    def __str__(self) -> str:
        named = "" if self.entry_id is None else f" entry {self.entry_id}"
        return f"{self.kind}:{named} {self.text}"


class Faults:
    """The faults found so far; of more than MOST only the number is kept."""

    MOST = 200

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.count = 0

    def add(self, faults: Iterable[Fault], *, count: int | None = None) -> None:
        """count: how many there are, where the faults are only the first of them."""
        given = list(faults)
        self.count += len(given) if count is None else count
        self.found += given[: self.MOST - len(self.found)]
