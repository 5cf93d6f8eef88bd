"""
Detect polyglot files, which open as another type under another name or in another program.

The second content of such a file would be stored without any check.
"""

import re
from typing import IO
from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _

from cases.documents.office_files import ARCHIVES, BoundedFile, UnfitContent

BEHIND = _("“%(name)s” has another file behind it. Open it, save a new copy and add that.")
WEB_PAGE = _("“%(name)s” holds a web page. Open it, print it to a PDF and add that.")
TAIL_BYTES = 64 * 1024  # of what stands behind a file
HEAD_BYTES = 1024  # bytes, in which PDF readers look for the beginning (ISO 32000-2, Annex I)
WEB_PAGE_TAG = re.compile(
    r"<(!doctype|html|head|body|script|iframe|object|embed|svg|\?php)\b", re.IGNORECASE
)
WEB_PAGE_TAG_BYTES = re.compile(WEB_PAGE_TAG.pattern.encode(), re.IGNORECASE)
MAX_TAG_CHARS = 10  # characters of the above, less one
END_OF_PDF = b"%%EOF"
END_OF_PACKAGE = b"PK\x05\x06"
END_RECORD_BYTES = 22  # bytes of it


def is_second_file(rest: bytes) -> bool:
    """Whether the bytes behind a file are a file themselves."""
    rest = rest.lstrip(b"\0\r\n\t ")
    first = (*ARCHIVES, b"PK\x03\x04", b"MZ", b"%PDF-")
    return rest.startswith(first) or bool(WEB_PAGE_TAG_BYTES.search(rest))


def is_zip_archive(file: IO[bytes]) -> bool:
    """An archive is read from its end, so what stands before it does not matter."""
    try:
        with ZipFile(BoundedFile(file)):
            return True
    except UnfitContent:
        return True
    except Exception:  # it ends in one of a dozen errors where it is none
        return False


def check_behind_pdf(file: IO[bytes]) -> None:
    """Nothing that opens stands behind the last end of a PDF, nor can it be read as an archive."""
    if is_zip_archive(file) or is_second_file(bytes_after_last(file, END_OF_PDF)):
        raise UnfitContent(BEHIND)


def check_behind_package(file: IO[bytes]) -> None:
    """Nothing stands behind a package that opens, and it does not begin like a PDF as well."""
    file.seek(0)
    if b"%PDF-" in file.read(HEAD_BYTES):
        raise UnfitContent(BEHIND)
    if is_second_file(
        bytes_after_last(file, END_OF_PACKAGE)[END_RECORD_BYTES - len(END_OF_PACKAGE) :]
    ):
        raise UnfitContent(BEHIND)


def bytes_after_last(file: IO[bytes], end: bytes) -> bytes:
    """What follows the last of these bytes, as far as it is looked at; nothing without them."""
    file.seek(0)
    at, last, before = 0, None, b""
    while chunk := file.read(TAIL_BYTES):
        found = (before + chunk).rfind(end)
        if found >= 0:
            last = at - len(before) + found + len(end)
        at, before = at + len(chunk), chunk[-len(end) + 1 :]
    if last is None:
        return b""
    file.seek(last)
    return file.read(TAIL_BYTES)
