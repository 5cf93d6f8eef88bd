"""Specialisms of prosecutors, and those that a case needs, judged by its offences."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Specialism:
    """A code, its label, and the words of an offence title that call for it."""

    code: str
    label: str
    words: tuple[str, ...]

    def is_wanted_for(self, title: str) -> bool:
        """Whether an offence of this title calls for it."""
        return any(word in title.lower() for word in self.words)


TRANSLATED_LABELS = (  # so that the catalogue has what the file calls them
    _("Offences against children"),
    _("Victims in care or with a mental disorder"),
    _("Prostitution and trafficking"),
)
SPECIALISMS_FILE = Path(__file__).with_name("data") / "specialisms.toml"
SPECIALISMS = {
    row["code"]: Specialism(row["code"], row["label"], tuple(row["words"]))
    for row in tomllib.loads(SPECIALISMS_FILE.read_text())["specialism"]
}


def wanted_specialisms(titles: Collection[str]) -> list[str]:
    """Codes that a case needs, by the titles of its offences, in the order of the file."""
    return [
        each.code
        for each in SPECIALISMS.values()
        if any(each.is_wanted_for(title) for title in titles)
    ]
