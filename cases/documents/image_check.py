"""
Photographs and pictures of screens: whether one is what it begins like, and ends like one.

Telephones put things of their own behind a picture, so only what opens by itself is refused.
"""

from typing import IO

from django.utils.translation import gettext_lazy as _

from cases.documents.office_files import UnfitContent
from cases.documents.polyglot_check import TAIL_BYTES, is_second_file, is_zip_archive

HIDDEN_FILE = _(
    "“%(name)s” has another file behind the picture. Open it, save a new copy and add that."
)
MAX_SEGMENTS = 100_000
END_OF_JPEG = b"\xff\xd9"
BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})  # markers of a JPEG that no length follows
MARKERS = BARE_MARKERS | frozenset(range(0xC0, 0xFF)) - {0xD8}


def picture_type(file: IO[bytes]) -> str | None:
    """JPEG, PNG, or None for what only begins like one; the file is at its start."""
    start = file.read(8)
    found, end = (
        ("PNG", _seek_end_of_png) if start[:4] == b"\x89PNG" else ("JPEG", _seek_end_of_jpeg)
    )
    file.seek(8 if found == "PNG" else 2)
    if not end(file):
        return None
    if is_second_file(file.read(TAIL_BYTES)) or is_zip_archive(file):
        raise UnfitContent(HIDDEN_FILE)
    return found


def _seek_end_of_png(file: IO[bytes]) -> bool:
    """Go behind the last chunk; False where the first is not a picture's."""
    for n in range(MAX_SEGMENTS):
        head = file.read(8)
        if n == 0 and head[4:] != b"IHDR":
            return False
        if len(head) < 8:
            return True  # cut short, with nothing behind it
        file.seek(int.from_bytes(head[:4], "big") + 4, 1)
        if head[4:] == b"IEND":
            return True
    return False


def _seek_end_of_jpeg(file: IO[bytes]) -> bool:
    """Go behind the end marker; False where something is not a segment. Source: ITU-T T.81."""
    for _n in range(MAX_SEGMENTS):
        first, marker = file.read(1), file.read(1)
        while marker == b"\xff":  # fill bytes
            marker = file.read(1)
        if not marker:
            return True
        if first != b"\xff" or marker[0] not in MARKERS:
            return False
        if marker == END_OF_JPEG[1:]:
            return True
        if marker[0] in BARE_MARKERS:
            continue
        file.seek(max(int.from_bytes(file.read(2), "big") - 2, 0), 1)
        if marker == b"\xda":  # the scan, in which no other marker looks like the end
            return _seek_behind(file, END_OF_JPEG)
    return False


def _seek_behind(file: IO[bytes], wanted: bytes) -> bool:
    """Go behind the next of these bytes, or to the end where there are none."""
    at, before = file.tell(), b""
    while chunk := file.read(TAIL_BYTES):
        found = (before + chunk).find(wanted)
        if found >= 0:
            file.seek(at - len(before) + found + len(wanted))
            return True
        at, before = at + len(chunk), chunk[-len(wanted) + 1 :]
    return True
