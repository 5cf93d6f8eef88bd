"""
Words in an action that sound like a request into the victim's life.

They only make the question be asked again. Source of the words: a setting of this service
(data/victim_information_requests.toml, with the reason of each group).
"""

import re
import tomllib
from datetime import date
from pathlib import Path

SETTINGS_FILE = Path(__file__).with_name("data") / "victim_information_requests.toml"
SETTINGS = tomllib.loads(SETTINGS_FILE.read_text())
IN_FORCE_FROM: date = SETTINGS["in_force_from"]  # of sections 44A to 44F
PROMPT_WORDS = tuple(word for group in SETTINGS["prompt_words"] for word in group["words"])


def _pattern(word: str) -> str:
    """A word or phrase as a pattern; one that ends in * also stands for longer words."""
    stem = re.escape(word.removesuffix("*")).replace("\\ ", r"\s+").replace("'", "['’]")
    return rf"\b{stem}\w*" if word.endswith("*") else rf"\b{stem}\b"


_ANY_OF_THEM = re.compile("|".join(map(_pattern, PROMPT_WORDS)), re.IGNORECASE)


def words_that_reach(*texts: str) -> list[str]:
    """The words of these texts that sound like it, each once, in the order of the text."""
    found = (match for text in texts for match in _ANY_OF_THEM.findall(text))
    return list(dict.fromkeys(" ".join(word.split()).lower() for word in found))
