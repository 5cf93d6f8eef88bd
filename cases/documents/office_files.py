"""
Office documents, which are ZIP packages: detect their type and refuse unsafe content.

Only the small parts that describe the package are unpacked, and only up to a limit.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _

ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
MAX_PART_BYTES = 1024 * 1024  # of each part, and of the ZIP directory: some 20,000 entries
# Limits of the whole file, with the packages embedded in it:
MAX_READ_BYTES = 64 * 1024 * 1024  # bytes read of the parts that may contain active content
MAX_ELEMENTS = 2_000_000  # XML elements of those parts; more than any workbook that fits has cells
MAX_EMBEDDED = 50  # embedded packages, one for each chart
MAX_UNPACKED_BYTES = 500 * 1024 * 1024  # more than any document within the upload limit unpacks to

OOXML = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS = {
    f"{OOXML}.wordprocessingml.document.main+xml": "DOCX",
    f"{OOXML}.spreadsheetml.sheet.main+xml": "XLSX",
}
ODF = "application/vnd.oasis.opendocument"
SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
EMBEDDED_ENDINGS = frozenset({".xlsx", ".docx", ".pptx"})
FETCHED_RELATIONSHIPS = frozenset({"oleobject", "package", "frame", "subdocument", "control"})
ON_A_DRIVE = re.compile(r"(file:/{0,3})?[a-z]:[\\/]|[^:\\/]+$", re.IGNORECASE)
MIMETYPES = {f"{ODF}.text": "ODT", f"{ODF}.spreadsheet": "ODS"}

LOCKED = _("“%(name)s” is locked with a password. Save a copy without the password and add that.")
MACROS = _(
    "“%(name)s” contains macros, which are small programs. Save a copy without macros and add that."
)
ARCHIVE = _(
    "“%(name)s” is an archive of other files. Take the files out and add them one at a time."
)
TOO_MUCH = _(
    "“%(name)s” unpacks to far more than its size says. Open it, save a new copy and add that."
)
INSIDE = _("“%(name)s” has another file inside it. Save a copy without it, or a PDF, and add that.")
REMOTE = _("“%(name)s” fetches a part of itself from somewhere else. Save it as PDF and add that.")
BROKEN = _("“%(name)s” cannot be opened. Open it yourself, save a new copy and add that.")


class UnfitContent(Exception):
    """The file is refused. The argument is a sentence with a placeholder for the file's name."""


class ReadBudget:
    """
    Limits on what is read of one file, so that many small parts cost no more than a large one.
    """

    def __init__(self) -> None:
        self.unpacked, self.read = MAX_UNPACKED_BYTES, MAX_READ_BYTES
        self.elements, self.embedded = MAX_ELEMENTS, MAX_EMBEDDED

    def spend(self, what: str, n: int) -> None:
        left = getattr(self, what) - n
        if left < 0:
            raise UnfitContent(TOO_MUCH)
        setattr(self, what, left)


class CountedPart:
    """An open part of a package, whose bytes are counted against the budget."""

    def __init__(self, part: IO[bytes], budget: ReadBudget) -> None:
        self.part, self.budget = part, budget

    def read(self, size: int = -1) -> bytes:
        found = self.part.read(min(size, MAX_PART_BYTES) if size >= 0 else MAX_PART_BYTES)
        self.budget.spend("read", len(found))
        return found


def office_file_type(file: IO[bytes]) -> str | None:
    """
    Return the type of an office document, or None for a type that is not accepted.

    Raises UnfitContent if the file is refused.
    """
    try:
        with ZipFile(BoundedFile(file)) as package:
            return _package_type(package, ReadBudget())
    except UnfitContent:
        raise
    except Exception:  # a damaged ZIP raises one of a dozen errors, all with the same meaning
        raise UnfitContent(BROKEN) from None


class BoundedFile:
    """An open file that refuses large reads, so that a ZIP directory cannot fill the memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek, self.tell, self.seekable = file.seek, file.tell, lambda: True
        self._read = file.read

    def read(self, size: int = -1) -> bytes:
        if size > MAX_PART_BYTES:
            raise UnfitContent(TOO_MUCH)
        return self._read(MAX_PART_BYTES if size < 0 else size)


def _package_type(package: ZipFile, budget: ReadBudget, embedded: bool = False) -> str | None:
    entries = package.infolist()
    names = {entry.filename.casefold() for entry in entries}
    # Two parts with the same name: readers disagree about which one counts.
    if len(names) != len(entries):
        raise UnfitContent(BROKEN)
    budget.spend("unpacked", sum(entry.file_size for entry in entries))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnfitContent(LOCKED)
    if "[content_types].xml" in names:
        return _ooxml_type(package, names, budget, embedded)
    if "mimetype" in names:
        return _odf_type(package, names, budget)
    raise UnfitContent(ARCHIVE)


def _ooxml_type(
    package: ZipFile, names: set[str], budget: ReadBudget, embedded: bool
) -> str | None:
    """
    Type of an Office Open XML package, or None. Raises UnfitContent if it is refused.

    Source: Open Packaging Conventions (ECMA-376 part 2): the content types name every part.
    """
    types = [
        given.get("ContentType", "").strip().casefold()
        for _tag, given in xml_elements(_read_zip_part(package, "[Content_Types].xml"), budget)
    ]
    if any("macro" in each or "vba" in each for each in types):
        raise UnfitContent(MACROS)
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
        raise UnfitContent(MACROS)
    if any("activex" in each for each in types):
        raise UnfitContent(MACROS)
    if any("oleobject" in each for each in types):
        raise UnfitContent(INSIDE)
    _check_embedded(package, budget, embedded)
    _check_relationships(package, budget)
    kinds = {MAIN_PARTS[each] for each in types if each in MAIN_PARTS}
    return kinds.pop() if len(kinds) == 1 else None


def _check_embedded(package: ZipFile, budget: ReadBudget, embedded: bool) -> None:
    """
    Refuse embedded objects, except office documents without macros, such as a chart's workbook.
    """
    for entry in package.infolist():
        path = PurePosixPath(entry.filename.casefold())
        if "embeddings" not in path.parts[:-1] or entry.is_dir():
            continue
        if path.suffix not in EMBEDDED_ENDINGS or embedded:
            raise UnfitContent(INSIDE)
        budget.spend("embedded", 1)
        budget.spend("read", entry.file_size)
        # In memory, because seeking back in a compressed part unpacks it again.
        with package.open(entry) as part, ZipFile(BoundedFile(BytesIO(part.read()))) as inside:
            _package_type(inside, budget, embedded=True)


def _check_relationships(package: ZipFile, budget: ReadBudget) -> None:
    """
    Refuse relationships to macros or to external parts that are fetched on opening.

    Source: Open Packaging Conventions, 8.5.
    """
    rels = [each for each in package.infolist() if each.filename.casefold().endswith(".rels")]
    for each in rels:
        with package.open(each) as part:
            parse_xml_part(part, _check_relationship, budget)


def _check_relationship(_tag: str, given: dict[str, str]) -> None:
    kind = given.get("Type", "").rpartition("/")[2].casefold()
    if "vba" in kind or "macro" in kind or "activex" in kind:
        raise UnfitContent(MACROS)
    if given.get("TargetMode", "").casefold() == "external":
        target = given.get("Target", "").strip()
        if kind in FETCHED_RELATIONSHIPS or (
            kind == "attachedtemplate" and not ON_A_DRIVE.match(target)
        ):
            raise UnfitContent(REMOTE)


def _odf_type(package: ZipFile, names: set[str], budget: ReadBudget) -> str | None:
    """
    Type of an OpenDocument package, or None. Raises UnfitContent if it is refused.

    Source: OpenDocument 1.3, part 2 (packages), and 14.4 of part 3 (event listeners).
    """
    folders = [PurePosixPath(name).parts[:-1] for name in names if not name.endswith("/")]
    if any({"basic", "scripts"} & set(parts) for parts in folders):
        raise UnfitContent(MACROS)
    manifest = xml_elements(_read_zip_part(package, "META-INF/manifest.xml"), budget)
    if any(tag.endswith("encryption-data") for tag, _given in manifest):
        raise UnfitContent(LOCKED)
    if any("oleobject" in value.casefold() for _tag, given in manifest for value in given.values()):
        raise UnfitContent(INSIDE)
    for entry in package.infolist():
        if PurePosixPath(entry.filename.casefold()).name in ("content.xml", "styles.xml"):
            with package.open(entry) as part:
                parse_xml_part(part, _check_event_listener, budget)
    return MIMETYPES.get(_read_zip_part(package, "mimetype").decode("ascii", "replace").strip())


def _read_zip_part(package: ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        content = part.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise UnfitContent(TOO_MUCH)
    return content


def _check_event_listener(tag: str, _given: dict[str, str]) -> None:
    if tag == f"{SCRIPT} event-listener":
        raise UnfitContent(MACROS)


def xml_elements(xml: bytes, budget: ReadBudget) -> list[tuple[str, dict[str, str]]]:
    """[(tag, attributes)] of a small XML part."""
    found = []
    parse_xml_part(BytesIO(xml), lambda tag, given: found.append((tag, given)), budget)
    return found


def parse_xml_part(
    part: IO[bytes], look: Callable[[str, dict[str, str]], None], budget: ReadBudget
) -> None:
    """Call look(tag, attributes) for every element. A document type declaration is refused."""

    def element(tag: str, given: dict[str, str]) -> None:
        budget.spend("elements", 1)
        look(tag, given)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ParseFile(CountedPart(part, budget))


def _refuse_doctype(*_declaration: object) -> None:
    raise UnfitContent(BROKEN)
