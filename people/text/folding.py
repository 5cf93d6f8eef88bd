"""Text folding for comparison: text that looks the same to a reader compares equal."""

import re
import unicodedata

INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})  # general categories of Unicode
MARKS = frozenset({"Mn", "Mc", "Me"})
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs that look blank
WORD_BREAKING_CONTROLS = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")  # controls that separate words
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


# Letters that no mark makes of a Latin one, and how they are written without them.
SPELT_OUT = str.maketrans(
    {
        "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE", "\u00fe": "th",
        "\u00de": "Th", "\u00f0": "d", "\u00d0": "D", "\u0251": "a", "\u0261": "g",
    }
)  # fmt: skip
# Unicode names of variants of a Latin letter: with a stroke, as a small capital, in a box.
DRAWS_LATIN = re.compile(
    r"(?:LATIN|NEGATIVE|REGIONAL)\b.* LETTER(?: DOTLESS| SMALL CAPITAL)? "
    r"(?P<letter>[A-Z])(?: WITH [A-Z ]+)?"
)


def plain_text(text: str) -> str:
    """
    Normalise a text: NFKC, without accents and other marks, control and invisible characters, each
    run of white space as one space. Keeps capitals.
    """
    parted = "".join(" " if char in WORD_BREAKING_CONTROLS else char for char in text)
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", parted))
    kept = "".join(char for char in apart if not is_invisible(char) and not _is_mark(char))
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def folded_text(text: str) -> str:
    """plain_text(), case-folded."""
    return plain_text(plain_text(text).casefold())


def latin_look_alike(text: str) -> str:
    """
    plain_text() with look-alikes replaced by plain Latin letters: letters of other alphabets, with
    a stroke, small capitals and signs; ligatures spelt out.
    """
    folded_alike = plain_text(text).translate(LOOK_ALIKES).translate(SPELT_OUT)
    return folded_alike if folded_alike.isascii() else "".join(map(_latin_letter_of, folded_alike))


def is_informative_text(text: str, *, characters: int, words: int) -> bool:
    """
    Whether a text has at least this many visible characters and different words.

    Invisible characters do not count; words that differ in case or look-alikes are the same.
    """
    different = set(LETTERS.findall(folded_text(text)))
    return len(plain_text(text)) >= characters and len(different) >= words


def is_invisible(char: str) -> bool:
    """Whether a character is invisible: a control, direction mark, joiner or filler."""
    return unicodedata.category(char) in INVISIBLE or char in BLANK_LETTERS


def mixes_alphabets(text: str) -> bool:
    """
    Whether a word mixes alphabets that look alike, such as Latin, Greek and Cyrillic. Only text
    that is meant to mislead does.
    """
    words = LETTERS.findall(plain_text(text))
    return any(len({_alphabet(char) for char in word}) > 1 for word in words)


def is_all_latin(text: str) -> bool:
    """Whether every letter of a text is of the Latin alphabet, or a sign between such letters."""
    letters = (char for char in plain_text(text) if char.isalpha() and not char.isascii())
    return all(_alphabet(char) in ("LATIN", "MODIFIER") for char in letters)


def _latin_letter_of(char: str) -> str:
    """The Latin letter a character looks like; the character itself if none or several."""
    name = "" if char.isascii() else unicodedata.name(char, "")
    drawn = DRAWS_LATIN.fullmatch(name)
    if drawn is None:
        return char
    return drawn["letter"].lower() if "SMALL LETTER" in name else drawn["letter"]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in MARKS


def _alphabet(char: str) -> str:
    """The alphabet of a letter: the first word of its Unicode name."""
    return unicodedata.name(char, "UNKNOWN").partition(" ")[0]
