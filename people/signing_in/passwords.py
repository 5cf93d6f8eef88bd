"""
Refuse passwords that are easily guessed: common words, patterns, and what is known of the person.

A length alone does not help: "passwordpassword" has 16 characters. The list of common passwords is
Django's. Source of the rule: OWASP ASVS 5, 6.2.4, 6.2.11 and 6.2.12; NCSC, three random words.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import User

SHORTEST_WORD = 4  # characters; shorter ones occur in every text by chance
SHORTEST_NAME = 3
WORD_POINTS = 4  # of a common word, however long it is
LEAST_POINTS = 10  # three common words, or two with something besides, or nine other characters
# Rows and columns of a British keyboard, and orders that everybody knows.
WALKS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890",
    "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p",
    "qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm",
)  # fmt: skip
SHORTEST_WALK = 3  # characters
MOST_LENGTH = 30  # characters; longer than any word of the lists
# Words of the service, of which a stranger thinks first.
SERVICE_WORDS = frozenset(
    {
        "rasso", "casework", "police", "constabulary", "force", "crown", "prosecution",
        "prosecutor", "service", "soteria", "victim", "suspect", "detective", "constable",
        "sergeant", "inspector", "officer", "rape",
    }
)  # fmt: skip
SEPARATORS = re.compile(r"[\s._,-]")
LOOKALIKES = str.maketrans("013457@$!", "oleastasi")


class GuessablePasswordValidator:
    """A validator of Django's (settings.AUTH_PASSWORD_VALIDATORS)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError if too little remains once what is known is left out."""
        if points_of_password(password, words_about(user)) < LEAST_POINTS:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _(
            "Choose a password that is harder to guess: no word twice, no row of keys, not your "
            "name or your force’s. Three or four unrelated words work well"
        )


def points_of_password(password: str, about: frozenset[str] = frozenset()) -> int:
    """The points of a password, also read with p4$$w0rd as password. about: the person's words."""
    plain = SEPARATORS.sub("", unicodedata.normalize("NFKC", password).casefold())
    known = about | SERVICE_WORDS | agency_words()
    return min(points(text, known) for text in {plain, plain.translate(LOOKALIKES)})


@cache
def agency_words() -> frozenset[str]:
    """The words of the names of all forces and CPS Areas."""
    return _words_in((Path(__file__).parent.parent / "data" / "forces_and_areas.csv").read_text())


def _words_in(text: str) -> frozenset[str]:
    words = re.split(r"[\W_]+", text.casefold())
    return frozenset(word for word in words if len(word) >= SHORTEST_NAME)


def words_about(user: User | None) -> frozenset[str]:
    """The words of a person's name, address and agency."""
    if user is None:
        return frozenset()
    agency = user.agency.name if user.agency_id else ""
    return _words_in(f"{user.name} {user.email} {agency}")


def points(text: str, known: Collection[str]) -> int:
    """
    How much of a text is hard to guess: 4 for each different common word, 1 for each different
    pair of neighbours in the rest. Known words, walks and a repeated character count nothing.
    """
    words, rest = set(), ["\n"]
    while text:
        if found := _longest(text, known) or _walk(text) or _repeated(text):
            rest.append("\n")
        elif found := _longest(text, common_words()):
            words.add(found)
            rest.append("\n")
        else:
            found = text[0]
            rest.append(found)
        text = text[len(found) :]
    pairs = {pair for pair in pairwise("".join(rest)) if "\n" not in pair}
    return WORD_POINTS * len(words) + len(pairs)


@cache
def common_words() -> frozenset[str]:
    """The common passwords that are long enough to be told from chance."""
    return frozenset(
        word for word in CommonPasswordValidator().passwords if len(word) >= SHORTEST_WORD
    )


def _longest(text: str, words: Collection[str]) -> str:
    """The longest of the words with which the text begins, or ""."""
    lengths = range(min(len(text), MOST_LENGTH), SHORTEST_NAME - 1, -1)
    return next((text[:length] for length in lengths if text[:length] in words), "")


def _walk(text: str) -> str:
    """The longest walk over the keyboard, or in a known order, with which the text begins."""
    ways = [way for walk in WALKS for way in (walk, walk[::-1])]
    lengths = range(min(len(text), MOST_LENGTH), SHORTEST_WALK - 1, -1)
    return next((text[:n] for n in lengths if any(text[:n] in way for way in ways)), "")


def _repeated(text: str) -> str:
    """The same character three times or more, or a year of our time, at the beginning."""
    found = re.match(r"(.)\1{2,}|(19|20)\d\d", text)
    return found[0] if found else ""
