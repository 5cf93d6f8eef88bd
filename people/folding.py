"""Text as it is compared: what looks the same to a reader is the same to a check."""

import re
import unicodedata

INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})  # general categories of Unicode
MARKS = frozenset({"Mn", "Mc", "Me"})
SEEN_AS_NOTHING = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs drawn as a blank
WHITE = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")  # controls that part words
LETTERS = re.compile(r"[^\W\d_]+")


def plain(text: str) -> str:
    """
    A text in its simplest letters: width folded (NFKC), accents and other marks, control and
    invisible characters removed, every run of white space one space. Capitals stay.
    """
    parted = "".join(" " if char in WHITE else char for char in text)
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", parted))
    kept = "".join(char for char in apart if not is_invisible(char) and not _is_mark(char))
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def folded(text: str) -> str:
    """A text as plain() has it, without the difference of capitals."""
    return plain(plain(text).casefold())


def says_something(text: str, *, characters: int, words: int) -> bool:
    """
    Whether a reader sees at least so many characters in a text, and so many different words.

    What cannot be seen counts for nothing, and a word in other letters or capitals is the same.
    """
    different = set(LETTERS.findall(folded(text)))
    return len(plain(text)) >= characters and len(different) >= words


def is_invisible(char: str) -> bool:
    """Whether a character shows nothing by itself: a control, a direction, a joiner, a filler."""
    return unicodedata.category(char) in INVISIBLE or char in SEEN_AS_NOTHING


def mixes_alphabets(text: str) -> bool:
    """
    Whether a word of the text is written in more than one of the alphabets that look alike: Latin,
    Greek, Cyrillic and their like. Only somebody who means to mislead writes so.
    """
    words = LETTERS.findall(plain(text))
    return any(len({_alphabet(char) for char in word}) > 1 for word in words)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in MARKS


def _alphabet(char: str) -> str:
    """The alphabet of a letter, as the first word of its name in Unicode says it."""
    return unicodedata.name(char, "UNKNOWN").partition(" ")[0]
