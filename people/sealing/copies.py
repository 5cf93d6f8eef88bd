"""
Copies of the sealed log outside the database, in the folder SEALED_LOG_ROOT.

`leaves`: one record of RECORD bytes for each sealed entry, in order: the entry's id, the version of
its leaf, the leaf. `heads`: each signed head as a line of JSON, `{"head": note}`. Both only grow.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from struct import Struct

from django.conf import settings

from people.sealing.keys import verifier_keys
from people.sealing.signed_notes import Head, read_head

RECORD = Struct(">qB32s")
TAIL_BYTES = 4096  # longer than any line of a head


def leaves_path() -> Path:
    return Path(settings.SEALED_LOG_ROOT) / "leaves"


def heads_path() -> Path:
    return Path(settings.SEALED_LOG_ROOT) / "heads"


@contextmanager
def locked() -> Iterator[bool]:
    """Hold the folder's lock inside the block, if no other process has it; whether we do."""
    folder = Path(settings.SEALED_LOG_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(folder / "lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def count_leaves() -> int:
    """The number of whole records of leaves."""
    path = leaves_path()
    return path.stat().st_size // RECORD.size if path.exists() else 0


def append_leaves(records: Iterable[tuple[int, int, bytes]]) -> None:
    """Append records, after cutting off what is left of one that was half written."""
    with open(leaves_path(), "ab") as file:
        file.truncate(count_leaves() * RECORD.size)
        file.write(b"".join(RECORD.pack(*record) for record in records))
        file.flush()
        os.fsync(file.fileno())


def read_leaves(start: int, end: int) -> list[tuple[int, int, bytes]]:
    """The records of these positions; fewer where the copy ends."""
    path = leaves_path()
    if not path.exists():
        return []
    with open(path, "rb") as file:
        file.seek(start * RECORD.size)
        content = file.read((end - start) * RECORD.size)
    whole = len(content) // RECORD.size * RECORD.size
    return list(RECORD.iter_unpack(content[:whole]))


def append_heads(notes: Iterable[str]) -> None:
    """Append heads, on a new line after one that was half written."""
    lines = "".join(json.dumps({"head": note}, ensure_ascii=False) + "\n" for note in notes)
    with open(heads_path(), "ab") as file:
        start = "" if file.tell() == 0 or _tail()[-1:] == b"\n" else "\n"
        file.write((start + lines).encode())
        file.flush()
        os.fsync(file.fileno())


def notes_of_heads() -> Iterator[str]:
    """The note of each copied head, oldest first; half written lines are left out."""
    path = heads_path()
    if path.exists():
        with open(path, encoding="utf-8") as file:
            yield from filter(None, map(_note_of, file))


def newest_head() -> Head | None:
    """The newest copied head. Raises NotAHead if no key of ours signed it."""
    lines = _tail().decode(errors="replace").splitlines()
    notes = [note for line in reversed(lines) if (note := _note_of(line))]
    return read_head(notes[0], verifier_keys()) if notes else None


def _note_of(line: str) -> str | None:
    try:
        note: str = json.loads(line)["head"]
    except (ValueError, TypeError, KeyError):
        return None
    return note


def _tail() -> bytes:
    path = heads_path()
    if not path.exists():
        return b""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return file.read()


def set_aside(at: datetime) -> None:
    """Move both copies into a folder of their own, named by the moment."""
    folder = Path(settings.SEALED_LOG_ROOT) / f"set-aside-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    folder.mkdir(mode=0o700)
    for path in (heads_path(), leaves_path()):  # heads first: they say how much there must be
        if path.exists():
            path.rename(folder / path.name)


def set_aside_counts() -> dict[str, int]:
    """{folder: number of leaves} of the copies that were put aside, oldest first."""
    found = sorted(Path(settings.SEALED_LOG_ROOT).glob("set-aside-*"))
    return {
        folder.name: (folder / "leaves").stat().st_size // RECORD.size
        for folder in found
        if (folder / "leaves").exists()
    }
