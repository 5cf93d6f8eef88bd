"""Whether a text names a victim, found by blind indexes alone: no identity is opened for it."""

import re
from collections.abc import Iterable
from uuid import UUID

from people.folding import plain
from victims import sealing
from victims.models import VictimIdentity

WHY = "whether a text names a victim"
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
EMAIL = re.compile(r"\S+@\S+")
LONGEST_NAME = 5  # words


def names_a_victim(text: str, cases: Iterable[UUID]) -> bool:
    """
    Whether a text has the name of a victim of these cases, a word of a name or of an address, or an
    e-mail address, as far as they are recorded.
    """
    words = WORD.findall(plain(text))
    runs = {
        " ".join(words[start : start + n])
        for n in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - n + 1)
    }
    names = {sealing.index("name", run) for run in runs} - {""}
    emails = {sealing.index("email", each.strip(".,;:()<>")) for each in EMAIL.findall(text)}
    singly = sealing.words_index(text)
    rows = VictimIdentity.objects.system(WHY).filter(case__in=list(cases), destroyed_at=None)
    return any(
        name in names or email in emails - {""} or set(singly) & set(known)
        for name, email, known in rows.values_list("name_index", "email_index", "words_index")
    )
