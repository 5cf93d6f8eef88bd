"""Text as it is compared: what looks the same to a reader is the same to a check."""

import re
import unicodedata

INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})  # general categories of Unicode
MARKS = frozenset({"Mn", "Mc", "Me"})
SEEN_AS_NOTHING = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs drawn as a blank
WHITE = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")  # controls that part words
LETTERS = re.compile(r"[^\W\d_]+")
# Letters of Cyrillic and of Greek that are drawn as Latin ones, and as which. Source: Unicode
# Technical Standard 39, confusables.txt; a capital iota is an I here, which that gives as an l.
LOOK_ALIKES = {
    ord(one): other
    for ones, others in (
        (
            "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425",
            "ABEKMHOPCTYX",
        ),
        (
            "\u0405\u0406\u0408\u050c\u051c\u0474\u0430\u0433\u0435\u043e\u0440\u0441",
            "SIJGWVareopc",
        ),
        (
            "\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d\u0475\u04cf\u04c0",
            "yxsijhdqwvil",
        ),
        (
            "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4",
            "ABEZHIKMNOPT",
        ),
        (
            "\u03a5\u03a7\u03dc\u03b1\u03b3\u03b9\u03bd\u03bf\u03c1\u03c3\u03c5\u03f3",
            "YXFayivopouj",
        ),
    )
    for one, other in zip(ones, others, strict=True)
}


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


def alike(text: str) -> str:
    """A text as plain() has it, with Latin letters for those of other alphabets that look so."""
    return plain(text).translate(LOOK_ALIKES)


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
