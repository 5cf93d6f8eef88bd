"""PDF checks: whether a file opens, and whether anything in it runs or embeds another file."""

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)

from cases.documents import polyglot_check
from cases.documents.office_files import BROKEN, LOCKED, TOO_MUCH, UnfitContent

MAX_OBJECTS = 500_000
RUNS_PROGRAM = _(
    "“%(name)s” contains a small program, another file, or something that opens or sends one. "
    "Flatten it: print it to a new PDF, and add that."
)
# Source: ISO 32000-2, 12.6.4 (actions), 7.11.4 (embedded files), 13.7 (rich media), 12.7.8 (XFA),
# 8.10.4 (pages of another file). A link (URI) is allowed, because it opens only on a click; an
# automatic action (12.6.3) would tell another computer who reads the document, and when.
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/GoToR", "/GoToE", "/SubmitForm", "/Rendition"}
)
FILE_HOLDERS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
ACTIVE_NAMES = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA"})
MAX_AUTOMATIC_ACTIONS = 1000  # more automatic actions are refused
FORBIDDEN_WHEN_AUTOMATIC = frozenset({"/URI", "/Thread"})  # a thread may continue in another file
EXTERNAL_CONTENT = frozenset({"/F", "/Ref"})  # of a stream with content in another file (7.3.8.2)


def check_pdf(file: IO[bytes]) -> str:
    """
    Return "PDF". Raises UnfitContent if the file is refused.

    A file that only forbids printing or copying opens without a password, so it is accepted.
    """
    try:
        reader = PdfReader(file)
        locked = reader.is_encrypted and not reader.decrypt("")
        runs = not locked and len(reader.pages) > 0 and _has_active_content(reader)
    except UnfitContent:
        raise
    except Exception:  # a damaged PDF raises one of a dozen errors, all with the same meaning
        raise UnfitContent(BROKEN) from None
    if locked:
        raise UnfitContent(LOCKED)
    if runs:
        raise UnfitContent(RUNS_PROGRAM)
    polyglot_check.check_behind_pdf(file)
    return "PDF"


def _has_active_content(reader: PdfReader) -> bool:
    """Whether any object reachable from the document's root is active or contains a file."""
    left, seen, n = [reader.trailer["/Root"]], set(), 0
    while left:
        value: PdfObject | None = left.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        n += 1
        if n > MAX_OBJECTS:
            raise UnfitContent(TOO_MUCH)
        if isinstance(value, DictionaryObject):
            if _is_active_object(value):
                return True
            left += value.values()
        elif isinstance(value, ArrayObject):
            left += [each for each in value if isinstance(each, FOLLOWED_TYPES)]
    return False


FOLLOWED_TYPES = (IndirectObject, DictionaryObject, ArrayObject)


def _is_active_object(found: DictionaryObject) -> bool:
    if isinstance(found, StreamObject) and not EXTERNAL_CONTENT.isdisjoint(found):
        return True
    if any(
        str(action.get("/S")) in FORBIDDEN_WHEN_AUTOMATIC for action in _automatic_actions(found)
    ):
        return True
    kinds = {str(found[name]) for name in ("/S", "/Subtype") if name in found}
    return bool(kinds & (ACTIVE_ACTIONS | FILE_HOLDERS)) or not ACTIVE_NAMES.isdisjoint(found)


def _automatic_actions(found: DictionaryObject) -> Iterator[DictionaryObject]:
    """The automatic actions of an object, and the actions that follow them."""
    left = [found["/OpenAction"]] if "/OpenAction" in found else []
    if "/AA" in found:
        further: Any = found["/AA"]  # a dictionary, or the PDF is damaged
        left += further.values()
    for _n in range(MAX_AUTOMATIC_ACTIONS):
        if not left:
            return
        action = left.pop().get_object()
        if isinstance(action, DictionaryObject):  # an array would be a page to open at
            yield action
            following = action.get("/Next", ArrayObject()).get_object()
            left += following if isinstance(following, ArrayObject) else [following]
    raise UnfitContent(TOO_MUCH)
