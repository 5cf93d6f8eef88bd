"""Words of a text that may identify who a case is about. Errs on the side of too many."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from people.text.folding import folded_text, is_all_latin, plain_text
from people.text.spelling import name_readings, without_final_s
from victims.encryption import ORDINARY_WORDS

MONTHS_AND_DAYS = frozenset(
    {
        "january", "february", "march", "april", "june", "july", "august", "september",
        "october", "november", "december",  # without may, more often a verb than a month
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    }
)  # fmt: skip
NUMBERS_IN_WORDS = frozenset(  # without one, first, second, which are common words
    {
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
        "dozen", "half", "twice", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    }
)  # fmt: skip
SENTENCE_OPENERS = frozenset(  # without words that are names too, such as will and may
    {
        "a", "an", "the", "this", "that", "these", "those", "there", "here", "it", "its", "he",
        "she", "they", "we", "you", "his", "her", "their", "our", "who", "what", "which", "when",
        "where", "why", "how", "and", "or", "but", "if", "as", "at", "by", "for", "from", "in",
        "into", "of", "on", "to", "with", "without", "after", "before", "since", "until", "while",
        "although", "because", "however", "therefore", "so", "then", "thus", "also", "no", "not",
        "nobody", "nothing", "neither", "nor", "none", "some", "any", "all", "both", "each",
        "either", "every", "such", "is", "are", "was", "were", "did", "does", "do", "had", "has",
        "have", "one", "first", "second",
    }
)  # fmt: skip
SIGNS_FOR_NUMBERS = ("Nl", "No")  # categories of Unicode: Roman numerals, fractions, in circles
NUMBER_PATTERN = re.compile(r"\w*\d\w*")
# From II to XXXIX, as ages, days and storeys are written; not L, C, D and M: DC and DI are ranks.
ROMAN_PATTERN = re.compile(r"\b(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})\b")
WORD_PATTERN = re.compile(r"[^\W\d_][^\W\d_’'-]+")
LETTERS_PATTERN = re.compile(r"[^\W\d_]+")
SENTENCE_START_PATTERN = re.compile(r"(?:^|[.!?:]\s+|\n\s*)$")


def certain_identifiers(text: str, identifiers: Iterable[str]) -> list[str]:
    """
    The words that must not be in a pack: numbers (also Roman ones), days and months, and known
    names.

    identifiers: the names of people, places and agencies of the case. The text is compared in plain
    letters and in every spelling (people/text/spelling.py): width, accents, invisible characters,
    letters that look like Latin ones, and signs within a name do not hide it. A word in a non-Latin
    script counts, because it may be any name.
    """
    words = {word for name in identifiers for _piece, word in name_readings(name)} | MONTHS_AND_DAYS
    found = [
        piece
        for piece, word in name_readings(text)
        if (word in words or without_final_s(word) in words) and _may_be_name(piece)
    ]
    found += [char for char in text if unicodedata.category(char) in SIGNS_FOR_NUMBERS]
    text = plain_text(text)
    found += ROMAN_PATTERN.findall(text)
    found += [word for word in LETTERS_PATTERN.findall(text) if not is_all_latin(word)]
    return list(dict.fromkeys([*NUMBER_PATTERN.findall(text), *found]))


def _may_be_name(word: str) -> bool:
    """Two letters may be a name, such as Ng; in lower case they are an ordinary word."""
    return len(word) > 2 or word[0].isupper()


def words_written_as_names(text: str) -> list[str]:
    """
    The capitalised words of a text; of those at the start of a sentence, the ones not ordinary.
    """
    found = []
    for line in map(plain_text, text.splitlines()):
        for match in WORD_PATTERN.finditer(line):
            word, begins = match.group(), SENTENCE_START_PATTERN.search(line[: match.start()])
            if word[0].isupper() and not (
                begins and folded_text(word) in ORDINARY_WORDS | SENTENCE_OPENERS
            ):
                found.append(word)
    return list(dict.fromkeys(found))


def likely_identifiers(text: str, identifiers: Iterable[str]) -> list[str]:
    """
    Words that may be names or numbers, besides the certain ones: each written like a name.

    A word at the start of a sentence is left out only where the text has it in lower case too, or
    where many sentences begin with it.
    """
    sure = {word.casefold() for word in certain_identifiers(text, identifiers)}
    ordinary = {word for word in WORD_PATTERN.findall(text) if word[0].islower()} | SENTENCE_OPENERS
    found = [
        match.group()
        for match in WORD_PATTERN.finditer(text)
        if match.group().casefold() not in sure and _is_likely_identifier(match, text, ordinary)
    ]
    return list(dict.fromkeys(found))


def _is_likely_identifier(match: re.Match[str], text: str, ordinary: Collection[str]) -> bool:
    word = match.group()
    if word.casefold() in NUMBERS_IN_WORDS:
        return True
    begins = SENTENCE_START_PATTERN.search(text[: match.start()])
    return word[0].isupper() and not (begins and word.casefold() in ordinary)
