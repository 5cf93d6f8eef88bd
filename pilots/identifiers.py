"""What in a text might tell who a case is about. It finds too much rather than too little."""

import re

MONTHS_AND_DAYS = frozenset(
    {
        "january", "february", "march", "april", "june", "july", "august", "september",
        "october", "november", "december",  # and not may, a verb more often than a month
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    }
)  # fmt: skip
NUMBER = re.compile(r"\w*\d\w*")
WORD = re.compile(r"[^\W\d_][^\W\d_’'-]+")
STARTS_A_SENTENCE = re.compile(r"(?:^|[.!?:]\s+|\n\s*)$")


def certain(text, known):
    """
    The words of a text that must not go into a pack: numbers, days and months, and known names.

    known: the names of people, places and agencies that the case is about.
    """
    words = {word.casefold() for name in known for word in WORD.findall(name) if len(word) > 2}
    words |= MONTHS_AND_DAYS
    found = [word for word in WORD.findall(text) if word.casefold() in words]
    return list(dict.fromkeys([*NUMBER.findall(text), *found]))


def likely(text, known):
    """Words written like a name where none begins a sentence, beside what is certain."""
    sure = {word.casefold() for word in certain(text, known)}
    found = [
        match.group()
        for match in WORD.finditer(text)
        if match.group()[0].isupper()
        and not STARTS_A_SENTENCE.search(text[: match.start()])
        and match.group().casefold() not in sure
    ]
    return list(dict.fromkeys(found))
