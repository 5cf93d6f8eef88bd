"""Whether a text names a victim, found by blind indexes alone: no identity is opened for it."""

import re
from collections.abc import Iterable
from uuid import UUID

from people.folding import alike, plain
from victims import sealing
from victims.models import VictimIdentity

WHY = "whether a text names a victim"
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
EMAIL = re.compile(r"\S+@\S+")
LONGEST_NAME = 5  # words


def names_a_victim(text: str, cases: Iterable[UUID], *, as_names: Iterable[str] = ()) -> bool:
    """
    Whether a text has the name of a victim of these cases, a word of a name or of an address, or an
    e-mail address, as far as they are recorded.

    as_names: the words of the text that are written as names are. They may be short, or ordinary
    words otherwise.
    """
    names = {sealing.index("name", run) for run in _runs(plain(text)) | _runs(alike(text))} - {""}
    emails = {sealing.index("email", each.strip(".,;:()<>")) for each in EMAIL.findall(alike(text))}
    singly = {*sealing.said_index(text), *map(sealing.name_word, as_names)} - {""}
    rows = VictimIdentity.objects.system(WHY).filter(case__in=list(cases), destroyed_at=None)
    return any(
        name in names or email in emails - {""} or singly & set(known)
        for name, email, known in rows.values_list("name_index", "email_index", "words_index")
    )


def _runs(text: str) -> set[str]:
    """Every run of words that is no longer than a name can be."""
    words = WORD.findall(text)
    return {
        " ".join(words[start : start + n])
        for n in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - n + 1)
    }
