"""
The words of a text in every way in which a reader may read them, so that a name is found in it.

A name is written together or apart (Hartwell-Bryce, HartwellBryce), with one apostrophe or another
or none (O'Brien), with points or spaces between its letters, and with an s behind it.
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
    [(a piece of the text, the word that it may be read as)], of two letters or more, in the order
    of the text by kind: words, words with a sign between them, letters apart, two names together.
    """
    text = latin_look_alike(text.translate(APOSTROPHES))
    pieces = LETTERS.findall(text) + LETTER_BY_LETTER.findall(text)
    pieces += [run for linked in LINKED.findall(text) for run in _word_runs(linked)]
    pieces += [pair for pair in PAIR.findall(text) if all(_is_name(one) for one in pair.split())]
    read = [(piece, folded_text("".join(LETTERS.findall(piece)))) for piece in pieces]
    return [(piece, word) for piece, word in read if len(word) > 1]


def without_final_s(word: str) -> str:
    """A word without the s of a plural or of somebody's own; itself, where it has none."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _word_runs(linked: str) -> list[str]:
    """Every run of two words or more of some that have signs between them."""
    words = [match.span() for match in LETTERS.finditer(linked)]
    return [
        linked[start:end]
        for n, (start, _end) in enumerate(words)
        for _start, end in words[n + 1 : n + LONGEST_NAME]
    ]


def _is_name(word: str) -> bool:
    return word[0].isupper()
