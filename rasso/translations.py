"""
The catalogue of the interface's words, from which translations are made.

python -m rasso.translations --update    after marking text: adds new strings, drops unused ones
python -m rasso.translations --check     fails when a marked string is missing from a catalogue
python -m rasso.translations --compile   makes the files that Django reads; part of make setup

English needs no catalogue: it is what the code says.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("cy",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Babel knows five plural forms of Welsh; the language has six.
PLURALS = {
    "cy": {
        "_num_plurals": 6,
        "_plural_expr": "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5)",
    }
}
HEADER = "# The words of RASSO casework in another language. Written by rasso/translations.py.\n#"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen option for every language. Returns the number of faults, at most 100."""
    parser = argparse.ArgumentParser(description="Keep the catalogues of the interface's words.")
    choice = parser.add_mutually_exclusive_group(required=True)
    for name in ("update", "check", "compile"):
        choice.add_argument(f"--{name}", action="store_const", const=name, dest="what")
    what = {"update": update_catalogue, "check": catalogue_faults, "compile": compile_catalogue}[
        parser.parse_args(arguments).what
    ]
    faults = [fault for language in LANGUAGES for fault in what(language) or ()]
    print("\n".join(faults), end="\n" if faults else "")
    return min(len(faults), 100)


def po_file(language: str) -> Path:
    """The path of a language's catalogue."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def marked_strings() -> Catalog:
    """Every string marked for translation, in the code and in the pages, as a catalogue."""
    methods, options = parse_mapping_cfg((ROOT / "babel.cfg").open())
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, comment_tags=("Translators:",))
    catalogue = Catalog(charset="utf-8")
    for _file, _line, message, comments, context in found:
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def read_catalogue(language: str) -> Catalog:
    """A language's stored catalogue, or an empty one."""
    path = po_file(language)
    source = path.read_bytes() if path.exists() else b""
    catalogue = read_po(io.BytesIO(source), locale=language, charset="utf-8")
    for name, value in PLURALS[language].items():
        setattr(catalogue, name, value)
    return catalogue


def update_catalogue(language: str) -> None:
    """Bring the stored catalogue in line with the code; what was translated stays translated."""
    catalogue = read_catalogue(language)
    catalogue.update(marked_strings(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.header_comment, catalogue.fuzzy, catalogue.version = HEADER, False, "1"
    catalogue.project = catalogue.last_translator = catalogue.language_team = "RASSO casework"
    text = io.BytesIO()
    write_po(text, catalogue, ignore_obsolete=True, sort_output=True, width=100)
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(without_dates(text.getvalue()))


def without_dates(text: bytes) -> bytes:
    """A header without what would make every update a change."""
    noise = rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To):.*\n'
    return re.sub(noise, b"", text, flags=re.M)


def catalogue_faults(language: str) -> Iterator[str]:
    """A line for each marked string that is missing and each translation that is unsafe."""
    catalogue = read_catalogue(language)
    for message in marked_strings():
        if message.id and catalogue.get(message.id, message.context) is None:
            yield f"{language}: missing from the catalogue: {message_text(message)}"
    for message in catalogue:
        for error in message.check(catalogue) if any(translated_forms(message)) else ():
            yield f"{language}: {message_text(message)}: {error}"


def message_text(message: Message) -> str:
    """A message as a person would look for it."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translated_forms(message: Message) -> Sequence[str]:
    """Each translated form of a message."""
    return (message.string,) if isinstance(message.string, str) else message.string or ()


def compile_catalogue(language: str) -> None:
    """Write the file Django reads. Replaced whole, so that a running process never sees half."""
    path = po_file(language).with_suffix(".mo")
    unfinished = path.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, read_catalogue(language))
    unfinished.replace(path)


if __name__ == "__main__":
    sys.exit(main())
