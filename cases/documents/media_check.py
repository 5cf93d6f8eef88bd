"""
Check that a small clip is a recording that plays from its start to its end.

The containers are walked here, so that a clip that was cut off is found without any library. What
is in them is then looked at by MediaInfo (pymediainfo, MIT; its library, BSD), where it is there.
Runs in the sandbox. Sources: RIFF/WAVE (Microsoft and IBM, 1991); ISO/IEC 14496-12, 4.2.
"""

import os
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

from cases.documents.office_files import UnfitContent
from cases.documents.polyglot_check import is_zip_archive

CUT_OFF = _(
    "“%(name)s” does not play to its end, because a part of the file is missing. Export the clip "
    "again, or record it as material that is held elsewhere."
)
NOTHING_TO_PLAY = _(
    "“%(name)s” has neither sound nor pictures in it. Export the clip again, or record it as "
    "material that is held elsewhere."
)
HIDDEN_FILE = _("“%(name)s” has another file behind the recording. Export the clip again.")
MAX_PARTS = 100_000  # a technical limit: chunks or boxes of one clip
HEADER_BYTES = 8
UNKNOWN_LENGTH = 0xFFFFFFFF  # of a recorder that was stopped before it wrote the length


def is_clip(head: bytes) -> bool:
    """Whether the first 16 bytes of a file are those of a recording that is looked at."""
    return (head[:4] == b"RIFF" and head[8:12] == b"WAVE") or head[4:8] == b"ftyp"


def clip_type(file: IO[bytes]) -> str | None:
    """
    Return "WAV" or "MP4"; None if only the first bytes match. The file is at its start.

    Raises UnfitContent for a clip that is cut off, or that has nothing to play.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    found = _wave(file, size) if file.read(4) == b"RIFF" else _mp4(file, size)
    if found and is_zip_archive(file):
        raise UnfitContent(HIDDEN_FILE)
    if found:
        _check_tracks(file)
    return found


def _wave(file: IO[bytes], size: int) -> str | None:
    parts = dict(_chunks(file, size))
    if b"fmt " not in parts:
        return None
    if not parts.get(b"data"):
        raise UnfitContent(NOTHING_TO_PLAY if b"data" in parts else CUT_OFF)
    return "WAV"


def _chunks(file: IO[bytes], size: int) -> Iterator[tuple[bytes, int]]:
    """(name, length) of each chunk of a WAVE file. Raises UnfitContent if one is cut off."""
    at = 12
    for _n in range(MAX_PARTS):
        file.seek(at)
        head = file.read(HEADER_BYTES)
        if len(head) < HEADER_BYTES:
            return
        length = int.from_bytes(head[4:], "little")
        if length == UNKNOWN_LENGTH or at + HEADER_BYTES + length > size:
            raise UnfitContent(CUT_OFF)
        yield head[:4], length
        at += HEADER_BYTES + length + length % 2


def _mp4(file: IO[bytes], size: int) -> str | None:
    names = set(_boxes(file, size))
    if b"ftyp" not in names or b"meta" in names:  # meta: a picture in a container like this
        return None
    if not {b"moov", b"mdat"} <= names:
        raise UnfitContent(CUT_OFF)
    return "MP4"


def _boxes(file: IO[bytes], size: int) -> Iterator[bytes]:
    """The names of the boxes of an MP4 file. Raises UnfitContent if one is cut off."""
    at = 0
    for _n in range(MAX_PARTS):
        file.seek(at)
        head = file.read(2 * HEADER_BYTES)
        if not head:
            return
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:  # the length is in the next eight bytes
            length = int.from_bytes(head[8:], "big")
        # A length of nought is to the end of the file, so that nobody can tell whether it is whole.
        if length < HEADER_BYTES or at + length > size:
            raise UnfitContent(CUT_OFF)
        yield name
        at += length


def _check_tracks(file: IO[bytes]) -> None:
    """
    Raise UnfitContent if MediaInfo finds nothing to play.

    Does nothing without the library: an upload never fails for want of it.
    """
    try:
        from pymediainfo import MediaInfo

        file.seek(0)
        tracks = MediaInfo.parse(file).tracks
    except (ImportError, OSError, RuntimeError):
        return
    if not any(track.track_type in ("Audio", "Video") for track in tracks):
        raise UnfitContent(NOTHING_TO_PLAY)
