"""
Check that a small clip is a recording that plays from its start to its end.

The containers are walked here, so that a clip that was cut off is found without any library. What
is in them is then looked at by MediaInfo (pymediainfo, MIT; its library, BSD), where it is there.
Runs in the sandbox. Sources: RIFF/WAVE (Microsoft and IBM, 1991); ISO/IEC 14496-12, 4.2 (boxes) and
4.3 (brands).
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
NO_LENGTH = _(
    "“%(name)s” does not say how long its last part is, so nobody can tell whether it is whole. "
    "Export the clip again, or record it as material that is held elsewhere."
)
HIDDEN_FILE = _("“%(name)s” has another file behind the recording. Export the clip again.")
NOT_OF_THE_CLIP = _(
    "“%(name)s” has something behind the recording that is no part of it. Export the clip again."
)
TOO_MANY_PARTS = _(
    "“%(name)s” has too many parts to look at each. Record it as material that is held elsewhere."
)
MAX_PARTS = 100_000  # a technical limit: chunks or boxes of one clip
HEADER_BYTES = 8
MAX_BRAND_BYTES = 1024  # a technical limit: of the box of brands
# Source: the register of brands (mp4ra.org). Pictures: ISO/IEC 23008-12, AVIF, and the raw
# photographs of one maker (crx), which have a track and play nothing.
PICTURE_BRANDS = frozenset(
    b"heic heix hevc hevx heim heis hevm hevs mif1 mif2 msf1 miaf avif avis crx".split()
)
RECORDING_BRANDS = frozenset(
    b"isom avc1 mp41 mp42 mp71 M4A M4B M4V qt dash msdh cmfc MSNV XAVC f4v".split()
)
RECORDING_FAMILIES = (b"iso", b"3gp", b"3g2", b"3ge", b"3gg", b"3gr", b"3gs")
# Sources: ISO/IEC 14496-12, table 1; QuickTime File Format (wide, udta, pnot, PICT).
BOXES = frozenset(
    b"ftyp styp pdin moov moof mfra mdat imda free skip meta meco sidx ssix prft emsg uuid"
    b" wide udta pnot PICT".split()
)
UNKNOWN_LENGTHS = (0, 0xFFFFFFFF)  # of a recorder that was stopped before it wrote the length


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
    _check_riff_length(file, size)
    parts = dict(_chunks(file, size))
    if b"fmt " not in parts:
        return None
    if not parts.get(b"data"):
        raise UnfitContent(NOTHING_TO_PLAY if b"data" in parts else CUT_OFF)
    return "WAV"


def _check_riff_length(file: IO[bytes], size: int) -> None:
    """
    Raise UnfitContent if the file is not as long as its header says.

    Programs differ in whether they count, or write, the byte that makes the length even.
    """
    file.seek(4)
    length = int.from_bytes(file.read(4), "little")
    if length in UNKNOWN_LENGTHS:
        raise UnfitContent(NO_LENGTH)
    if HEADER_BYTES + length > size + 1:
        raise UnfitContent(CUT_OFF)
    if HEADER_BYTES + length < size - 1:
        raise UnfitContent(NOT_OF_THE_CLIP)


def _chunks(file: IO[bytes], size: int) -> Iterator[tuple[bytes, int]]:
    """(name, length) of each chunk of a WAVE file. Raises UnfitContent if one is cut off."""
    at = 12
    for _n in range(MAX_PARTS):
        file.seek(at)
        head = file.read(HEADER_BYTES)
        if len(head) < HEADER_BYTES:
            return
        length = int.from_bytes(head[4:], "little")
        if length == UNKNOWN_LENGTHS[1]:
            raise UnfitContent(NO_LENGTH)
        if at + HEADER_BYTES + length > size:
            raise UnfitContent(CUT_OFF)
        yield head[:4], length
        at += HEADER_BYTES + length + length % 2
    raise UnfitContent(TOO_MANY_PARTS)


def _mp4(file: IO[bytes], size: int) -> str | None:
    if not _is_recording(_brands(file)):
        return None
    names = set(_boxes(file, size))
    if not {b"moov", b"mdat"} <= names:
        raise UnfitContent(CUT_OFF)
    return "MP4"


def _is_recording(brands: set[bytes]) -> bool:
    """Whether a file of these brands is a recording, and not also a picture."""
    if brands & PICTURE_BRANDS:
        return False
    return any(each in RECORDING_BRANDS or each[:3] in RECORDING_FAMILIES for each in brands)


def _brands(file: IO[bytes]) -> set[bytes]:
    """The brands in the first box: the major one and those that it is compatible with."""
    file.seek(0)
    length = int.from_bytes(file.read(4), "big")
    file.seek(HEADER_BYTES)
    held = file.read(max(0, min(length, MAX_BRAND_BYTES) - HEADER_BYTES))
    held = held[:4] + held[8:]  # without the version of the major one
    return {held[n : n + 4].rstrip() for n in range(0, len(held), 4)}


def _boxes(file: IO[bytes], size: int) -> Iterator[bytes]:
    """
    The names of the boxes of an MP4 file.

    Raises UnfitContent if one is cut off or without a length, or if something that is no box is
    behind what plays.
    """
    at, names = 0, set[bytes]()
    for _n in range(MAX_PARTS):
        if at == size:
            return
        length, name = _box_header(file, at)
        if length < HEADER_BYTES or at + length > size:
            if {b"moov", b"mdat"} <= names and name not in BOXES:
                raise UnfitContent(NOT_OF_THE_CLIP)
            raise UnfitContent(CUT_OFF if length else NO_LENGTH)
        names.add(name)
        yield name
        at += length
    raise UnfitContent(TOO_MANY_PARTS)


def _box_header(file: IO[bytes], at: int) -> tuple[int, bytes]:
    """The length of a box with its header, 0 if it goes to the end of the file, and its name."""
    file.seek(at)
    head = file.read(2 * HEADER_BYTES)
    length, name = int.from_bytes(head[:4], "big"), head[4:8]
    if length == 1:  # it is in the next eight bytes
        length = int.from_bytes(head[8:], "big")
    if len(name) < 4:  # the header itself is cut off
        length = 1
    return length, name


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
