"""
Check that a photograph or screenshot is an image from its start to its end.

Telephones append data of their own to a picture, so only data that opens as a file is refused.
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
BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})  # JPEG markers without a length
MARKERS = BARE_MARKERS | frozenset(range(0xC0, 0xFF)) - {0xD8}


def picture_type(file: IO[bytes]) -> str | None:
    """
    Return "JPEG" or "PNG", or None if only the first bytes match. The file is at its start.

    Raises UnfitContent if another file follows the picture.
    """
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
    """Seek to the end of the last chunk; False if the first chunk is not a picture's header."""
    for n in range(MAX_SEGMENTS):
        head = file.read(8)
        if n == 0 and head[4:] != b"IHDR":
            return False
        if len(head) < 8:
            return True  # truncated, with nothing after it
        file.seek(int.from_bytes(head[:4], "big") + 4, 1)
        if head[4:] == b"IEND":
            return True
    return False


def _seek_end_of_jpeg(file: IO[bytes]) -> bool:
    """Seek behind the end marker; False if a segment is invalid. Source: ITU-T T.81."""
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
        # The scan data, in which no other marker has the bytes of the end marker.
        if marker == b"\xda":
            return _seek_behind(file, END_OF_JPEG)
    return False


def _seek_behind(file: IO[bytes], wanted: bytes) -> bool:
    """Seek behind the next occurrence of these bytes, or to the end of the file. Returns True."""
    at, before = file.tell(), b""
    while chunk := file.read(TAIL_BYTES):
        found = (before + chunk).find(wanted)
        if found >= 0:
            file.seek(at - len(before) + found + len(wanted))
            return True
        at, before = at + len(chunk), chunk[-len(wanted) + 1 :]
    return True
