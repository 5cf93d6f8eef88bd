"""
File types that a document may have, detected from the content, never from the name alone.

The list is short on purpose: what case files contain, and nothing executable. Small clips are
among it; longer recordings exceed the size limit and stay in the police's digital evidence store.
This is no virus scan.
"""

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.documents import image_check, media_check, polyglot_check, sandbox
from cases.documents.office_files import ARCHIVE, ARCHIVES, LOCKED, ODF, OOXML, UnfitContent
from people.access.scopes import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


MAX_NAME_CHARS = 120
CHUNK_BYTES = 64 * 1024


class FileType(NamedTuple):
    """A file type: label, extensions and media type."""

    label: object  # translated when it is shown
    endings: tuple[str, ...]
    media_type: str


FILE_TYPES = {
    # Statements, forms and bundles; every scanner produces it.
    "PDF": FileType("PDF", (".pdf",), "application/pdf"),
    # MG forms and schedules, as forces and the CPS write them.
    "DOCX": FileType(
        gettext_lazy("Word document"), (".docx",), f"{OOXML}.wordprocessingml.document"
    ),
    "XLSX": FileType(gettext_lazy("Excel workbook"), (".xlsx",), f"{OOXML}.spreadsheetml.sheet"),
    # The government's standard for editable documents.
    "ODT": FileType(gettext_lazy("OpenDocument text"), (".odt",), f"{ODF}.text"),
    "ODS": FileType(gettext_lazy("OpenDocument spreadsheet"), (".ods",), f"{ODF}.spreadsheet"),
    # Photographs and screenshots.
    "JPEG": FileType(gettext_lazy("JPEG picture"), (".jpg", ".jpeg"), "image/jpeg"),
    "PNG": FileType(gettext_lazy("PNG picture"), (".png",), "image/png"),
    # Small clips; a longer recording is recorded as material held elsewhere (ADR 64).
    "WAV": FileType(gettext_lazy("WAV recording"), (".wav",), "audio/wav"),
    "MP4": FileType(gettext_lazy("MP4 recording"), (".mp4", ".m4a", ".mov"), "video/mp4"),
    # Messages taken from a phone.
    "TEXT": FileType(gettext_lazy("Plain text"), (".txt",), "text/plain; charset=utf-8"),
}
TYPE_BY_ENDING = {ending: name for name, kind in FILE_TYPES.items() for ending in kind.endings}

PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")  # source: [MS-OFFCRYPTO] 2.3.4.4
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

EMPTY = gettext_lazy("“%(name)s” is empty. Check that you selected the right file.")
TOO_LARGE = gettext_lazy("“%(name)s” is larger than %(most)s. Split it and add the parts.")
OLD_FORMAT = gettext_lazy(
    "“%(name)s” is in an old Office format. Save it as Word (.docx), Excel (.xlsx) or PDF and add "
    "that."
)
NOT_KEPT = gettext_lazy(
    "“%(name)s” is a kind of file that is not accepted. Select a PDF, Word (.docx), "
    "Excel (.xlsx), OpenDocument (.odt, .ods), JPEG, PNG, WAV, MP4 or plain text (.txt, "
    "UTF-8) file."
)
NOT_WHAT_IT_SAYS = gettext_lazy(
    "“%(name)s” does not hold what its name says: %(said)s. Check that it is the right file, "
    "then save it again."
)
HOLDS_ANOTHER = gettext_lazy(
    "“%(name)s” does not hold what its name says: %(said)s. It holds %(held)s. Check that it is "
    "the right file, then rename it."
)


class UnfitFile(Refused):
    """
    The refusal of a file. str() names the file, for its sender; the log gets only the sentence,
    because file names contain people's names.
    """

    def __init__(self, sentence: "StrOrPromise", name: str, **facts: object) -> None:
        message = sentence % {"name": name, **facts}
        super().__init__(sentence % {"name": "…", **facts}, is_stage=True, message=message)


def detect_file_type(file: "UploadedFile[bytes]", account: int | None = None) -> str:
    """
    Detect the type of an uploaded file, a key of FILE_TYPES; the file is left at its start.

    account: id of the sender, for the queue of the sandbox. Raises UnfitFile, saying what to do
    instead, if the file is refused.
    """
    name = clean_file_name(file.name or "")
    if not file.size:
        raise UnfitFile(EMPTY, name)
    if file.size > settings.DOCUMENT_MAX_BYTES:
        raise UnfitFile(TOO_LARGE, name, most=size_limit_text())
    try:
        found = _detect_content(file, account)
    except UnfitContent as unfit:
        raise UnfitFile(unfit.args[0], name) from None
    finally:
        file.seek(0)
    _check_name_matches(name, found)
    assert found is not None
    return found


def size_limit_text() -> str:
    """The size limit, in words."""
    return _("%(n)s MB") % {"n": settings.DOCUMENT_MAX_BYTES // 1024**2}


def clean_file_name(name: str) -> str:
    """File name as stored and shown: no folders, no invisible characters, limited length."""
    name = "".join(each for each in re.split(r"[/\\]", name)[-1] if each.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) <= MAX_NAME_CHARS or not dot or len(ending) > 10:
        return name[:MAX_NAME_CHARS]
    return stem[: MAX_NAME_CHARS - len(ending) - 1] + dot + ending


def download_name(title: str) -> str:
    """A title as a file name that is valid on every system."""
    name = get_valid_filename(title)
    return _("document") + name if name.startswith(".") else name


def _detect_content(file: "UploadedFile[bytes]", account: int | None) -> str | None:
    """Type of the content, a key of FILE_TYPES, or None."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return sandbox.inspect_in_sandbox(file, "PDF", account)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return sandbox.inspect_in_sandbox(file, "PACKAGE", account)
    if head.startswith(OLD_OFFICE):
        raise UnfitContent(LOCKED if _contains(file, LOCKED_STREAM) else OLD_FORMAT)
    if head.startswith(ARCHIVES):
        raise UnfitContent(ARCHIVE)
    if head.startswith(PICTURE_STARTS):
        return image_check.picture_type(file)
    if media_check.is_clip(head):
        return sandbox.inspect_in_sandbox(file, "CLIP", account)
    return "TEXT" if _is_text(file) else None


def _contains(file: "UploadedFile[bytes]", wanted: bytes) -> bool:
    before = b""
    for chunk in file.chunks(CHUNK_BYTES):
        if wanted in before + chunk:
            return True
        before = chunk[-len(wanted) :]
    return False


def _is_text(file: "UploadedFile[bytes]") -> bool:
    decoder, before = codecs.getincrementaldecoder("utf-8")(), ""
    try:
        for chunk in file.chunks(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if NOT_TEXT.search(text):
                return False
            if polyglot_check.WEB_PAGE_TAG.search(before + text):
                raise UnfitContent(polyglot_check.WEB_PAGE)
            before = text[-polyglot_check.MAX_TAG_CHARS :]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_name_matches(name: str, found: str | None) -> None:
    """Refuse a file whose extension is that of another type, which would mislead its reader."""
    ending = name[name.rfind(".") :].casefold()
    named_type = TYPE_BY_ENDING.get(ending)
    if named_type is None:
        raise UnfitFile(NOT_KEPT, name)
    if found is None:
        raise UnfitFile(NOT_WHAT_IT_SAYS, name, said=FILE_TYPES[named_type].label)
    if found != named_type:
        raise UnfitFile(
            HOLDS_ANOTHER, name, said=FILE_TYPES[named_type].label, held=FILE_TYPES[found].label
        )
