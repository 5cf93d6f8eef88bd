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
TAIL_BYTES = 64 * 1024  # bytes that are looked at after the end of a file
HEAD_BYTES = 1024  # PDF readers look for the header in these first bytes (ISO 32000-2, Annex I)
WEB_PAGE_TAG = re.compile(
    r"<(!doctype|html|head|body|script|iframe|object|embed|svg|\?php)\b", re.IGNORECASE
)
WEB_PAGE_TAG_BYTES = re.compile(WEB_PAGE_TAG.pattern.encode(), re.IGNORECASE)
MAX_TAG_CHARS = 10  # length of the longest tag above, less one
END_OF_PDF = b"%%EOF"
END_OF_PACKAGE = b"PK\x05\x06"
END_RECORD_BYTES = 22  # length of the end record


def is_second_file(rest: bytes) -> bool:
    """Whether the bytes after a file are a file of their own."""
    rest = rest.lstrip(b"\0\r\n\t ")
    first = (*ARCHIVES, b"PK\x03\x04", b"MZ", b"%PDF-")
    return rest.startswith(first) or bool(WEB_PAGE_TAG_BYTES.search(rest))


def is_zip_archive(file: IO[bytes]) -> bool:
    """Whether the file can be read as a ZIP archive, which is found from the end of the file."""
    try:
        with ZipFile(BoundedFile(file)):
            return True
    except UnfitContent:
        return True
    except Exception:  # a file that is no archive raises one of a dozen errors
        return False


def check_behind_pdf(file: IO[bytes]) -> None:
    """Raise UnfitContent if another file follows the end of a PDF, or it is also an archive."""
    if is_zip_archive(file) or is_second_file(bytes_after_last(file, END_OF_PDF)):
        raise UnfitContent(BEHIND)


def check_behind_package(file: IO[bytes]) -> None:
    """Raise UnfitContent if another file follows a package, or it begins like a PDF as well."""
    file.seek(0)
    if b"%PDF-" in file.read(HEAD_BYTES):
        raise UnfitContent(BEHIND)
    if is_second_file(
        bytes_after_last(file, END_OF_PACKAGE)[END_RECORD_BYTES - len(END_OF_PACKAGE) :]
    ):
        raise UnfitContent(BEHIND)


def bytes_after_last(file: IO[bytes], end: bytes) -> bytes:
    """The bytes after the last occurrence of `end`, at most TAIL_BYTES; empty if there is none."""
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
