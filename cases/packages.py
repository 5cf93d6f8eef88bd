"""
Office documents, which are zip packages: which kind one is, and whether it may be kept.

Nothing is unpacked but the small parts that say what the package is, and those only so far.
"""

from xml.parsers import expat
from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _

READ_MOST = 1024 * 1024  # of any one part, and of the directory: some 20,000 entries
UNPACKED_MOST = 500 * 1024 * 1024  # more than any document that fits in an upload unpacks to

OOXML = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS = {
    f"{OOXML}.wordprocessingml.document.main+xml": "DOCX",
    f"{OOXML}.spreadsheetml.sheet.main+xml": "XLSX",
}
ODF = "application/vnd.oasis.opendocument"
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
BROKEN = _("“%(name)s” cannot be opened. Open it yourself, save a new copy and add that.")


class Unfit(Exception):
    """A file may not be kept; the argument is a sentence with a place for the file's name."""


def kind(file):
    """The name of the kind of office document, None for an office file we do not keep."""
    try:
        with ZipFile(Sips(file)) as package:
            return _kind(package)
    except Unfit:
        raise
    except Exception:  # a damaged zip ends in one of a dozen errors, all meaning the same
        raise Unfit(BROKEN) from None


class Sips:
    """An open file of which no large part is read at once, so that no directory fills memory."""

    def __init__(self, file):
        self.seek, self.tell, self.seekable = file.seek, file.tell, lambda: True
        self._read = file.read

    def read(self, size=-1):
        if size > READ_MOST:
            raise Unfit(TOO_MUCH)
        return self._read(READ_MOST if size < 0 else size)


def _kind(package):
    entries = package.infolist()
    names = {entry.filename.casefold() for entry in entries}
    if len(names) != len(entries):  # two parts of one name: readers disagree about which counts
        raise Unfit(BROKEN)
    if sum(entry.file_size for entry in entries) > UNPACKED_MOST:
        raise Unfit(TOO_MUCH)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(LOCKED)
    if "[content_types].xml" in names:
        return _microsoft(package, names)
    if "mimetype" in names:
        return _open_document(package, names)
    raise Unfit(ARCHIVE)


def _microsoft(package, names):
    """Source: Open Packaging Conventions (ECMA-376 part 2): the content types name every part."""
    types = [
        given.get("ContentType", "").strip().casefold()
        for _tag, given in elements(_part(package, "[Content_Types].xml"))
    ]
    if any("macro" in each or "vba" in each for each in types):
        raise Unfit(MACROS)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unfit(MACROS)
    kinds = {MAIN_PARTS[each] for each in types if each in MAIN_PARTS}
    return kinds.pop() if len(kinds) == 1 else None


def _open_document(package, names):
    """Source: OpenDocument 1.3, part 2 (packages)."""
    if any(name.startswith(("basic/", "scripts/")) and not name.endswith("/") for name in names):
        raise Unfit(MACROS)
    manifest = elements(_part(package, "META-INF/manifest.xml"))
    if any(tag.endswith("encryption-data") for tag, _given in manifest):
        raise Unfit(LOCKED)
    return MIMETYPES.get(_part(package, "mimetype").decode("ascii", "replace").strip())


def _part(package, name):
    with package.open(name) as part:
        content = part.read(READ_MOST + 1)
    if len(content) > READ_MOST:
        raise Unfit(TOO_MUCH)
    return content


def elements(xml):
    """[(tag, attributes)] of a small XML part. One that declares entities is not read at all."""
    found = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(xml, True)
    return found


def _refuse(*_declaration):
    raise Unfit(BROKEN)
