"""
All readings of the words of a text, to find names in it.

A name can be written as one word or two (Hartwell-Bryce, HartwellBryce), with any apostrophe or
none (O'Brien), with points or spaces between its letters, and with a final s.
"""

import re

from people.text.folding import folded_text, latin_look_alike

LETTERS = re.compile(r"[^\W\d_]+")
# Each is an apostrophe to a reader; some are letters to Unicode, or a blank once they are folded.
APOSTROPHES = str.maketrans(dict.fromkeys("\u00b4`\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd"
                                          "\u02be\u02bf\u02c8\ua78c\uff07", "'"))  # fmt: skip
BETWEEN = r"['\-\u2010-\u2015\u2212._\u00b7\u2022\u2027/\\|*~+]"
LINKED = re.compile(rf"[^\W\d_]+(?:{BETWEEN}+[^\W\d_]+)+")
LETTER_BY_LETTER = re.compile(
    rf"(?<![^\W\d_])[^\W\d_](?:(?:\s|{BETWEEN})+[^\W\d_](?![^\W\d_])){{2,}}"
)
LONGEST_NAME = 5  # words
PAIR = re.compile(r"(?=\b([^\W\d_]+\s+[^\W\d_]+)\b)")


def name_readings(text: str) -> list[tuple[str, str]]:
    """
    [(piece of the text, a word it may be read as)], of two letters or more, in text order by kind:
    words, words joined by a sign, spaced letters, two names together.
    """
    text = latin_look_alike(text.translate(APOSTROPHES))
    pieces = LETTERS.findall(text) + LETTER_BY_LETTER.findall(text)
    pieces += [run for linked in LINKED.findall(text) for run in _word_runs(linked)]
    pieces += [pair for pair in PAIR.findall(text) if all(_is_name(one) for one in pair.split())]
    read = [(piece, folded_text("".join(LETTERS.findall(piece)))) for piece in pieces]
    return [(piece, word) for piece, word in read if len(word) > 1]


def without_final_s(word: str) -> str:
    """A word without the final s of a plural or possessive; itself without one."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _word_runs(linked: str) -> list[str]:
    """Every run of two or more of the words that signs join."""
    words = [match.span() for match in LETTERS.finditer(linked)]
    return [
        linked[start:end]
        for n, (start, _end) in enumerate(words)
        for _start, end in words[n + 1 : n + LONGEST_NAME]
    ]


def _is_name(word: str) -> bool:
    return word[0].isupper()
