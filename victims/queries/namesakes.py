"""Cases with a suspect or a victim who has somebody's surname, for the alerts on reading."""

from collections.abc import Collection
from uuid import UUID

from cases.models import Suspect
from people.text.folding import folded_text
from victims import encryption
from victims.models import VictimIdentity

PURPOSE = "whether someone opened a case of their own name"


def cases_of_namesakes(name: str, cases: Collection[UUID]) -> set[UUID]:
    """
    Those of some cases with a suspect or a victim of this person's surname, their last name.

    Restricted cases are left out: who reads one was chosen by name. Says nothing of who it is. A
    victim's surname is found by its blind index, in no other way; so is a word of their address.
    """
    words = name.split()
    surname = folded_text(words[-1]) if words else ""
    if len(surname) < 2:
        return set()
    suspects = (
        Suspect.objects.unscoped(PURPOSE)
        .filter(case__in=cases, case__is_restricted=False)
        .exclude(surname="")
    )
    found = {
        case
        for case, known in suspects.values_list("case", "surname")
        if folded_text(known) == surname
    }
    victims = VictimIdentity.objects.unscoped(PURPOSE).filter(
        case__in=cases, case__is_restricted=False, destroyed_at=None,
        words_index__overlap=[
            *encryption.blind_word_indexes(words[-1]), *encryption.blind_name_indexes(words[-1])
        ],
    )  # fmt: skip
    return found | set(victims.values_list("case", flat=True))
