"""Whether a text names a victim, by blind indexes only: no identity is decrypted."""

import re
from collections.abc import Iterable
from itertools import chain
from uuid import UUID

from people.text.folding import latin_look_alike, plain_text
from victims import encryption
from victims.models import VictimIdentity

NAME_SEARCH_PURPOSE = "whether a text names a victim"
WORD_PATTERN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
EMAIL_PATTERN = re.compile(r"\S+@\S+")
MAX_NAME_WORDS = 5  # words


def has_victim_name(text: str, cases: Iterable[UUID], *, as_names: Iterable[str] = ()) -> bool:
    """
    Whether a text has a recorded name, a word of a name or address, or an e-mail of these victims.

    as_names: the words of the text that are written like names. These may be short, or ordinary
    words otherwise.
    """
    names = {
        index
        for run in _word_runs(plain_text(text)) | _word_runs(latin_look_alike(text))
        for index in encryption.blind_indexes("name", run)
    }
    emails = {
        index
        for each in EMAIL_PATTERN.findall(latin_look_alike(text))
        for index in encryption.blind_indexes("email", each.strip(".,;:()<>"))
    }
    singly = {
        *encryption.blind_indexes_of_text(text),
        *chain.from_iterable(map(encryption.blind_indexes_of_name_word, as_names)),
    }
    rows = VictimIdentity.objects.unscoped(NAME_SEARCH_PURPOSE).filter(
        case__in=list(cases), destroyed_at=None
    )
    return any(
        name in names or email in emails or singly & set(known)
        for name, email, known in rows.values_list("name_index", "email_index", "words_index")
    )


def _word_runs(text: str) -> set[str]:
    """Every run of words up to the length of a name."""
    words = WORD_PATTERN.findall(text)
    return {
        " ".join(words[start : start + n])
        for n in range(1, MAX_NAME_WORDS + 1)
        for start in range(len(words) - n + 1)
    }
