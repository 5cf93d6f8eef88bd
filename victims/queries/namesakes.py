"""Cases with a suspect or a victim who has somebody's surname, for the alerts on reading."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import Suspect
from people.text.folding import folded_text
from victims import encryption
from victims.models import VictimIdentity

PURPOSE = "whether someone opened a case of their own name"


def cases_of_namesakes(
    names: Collection[str], cases: Collection[UUID], *, broken_open: Collection[UUID]
) -> set[UUID]:
    """
    Those of some cases with a suspect or a victim of a person's surname, the last of each name.

    names: of all accounts of the person. broken_open: cases that they opened by break-glass. Other
    restricted cases are left out: who reads one was chosen by name. Says nothing of who it is. A
    victim's surname is found by its blind index, in no other way; so is a word of their address.
    """
    surnames = _surnames(names)
    open_to_unit = Q(case__is_restricted=False) | Q(case__in=broken_open)
    index = encryption.blind_indexes_of_names(*surnames)
    victims = VictimIdentity.objects.unscoped(PURPOSE).filter(
        open_to_unit, case__in=cases, destroyed_at=None, words_index__overlap=index
    )
    rows = Suspect.objects.unscoped(PURPOSE).filter(open_to_unit, case__in=cases)
    return _of_suspects(rows, surnames) | set(victims.values_list("case", flat=True))


def cases_of_suspects_named(names: Collection[str], cases: Collection[UUID]) -> set[UUID]:
    """Those of some cases with a suspect of a person's surname, whatever a victim is called."""
    rows = Suspect.objects.unscoped(PURPOSE).filter(case__in=cases)
    return _of_suspects(rows, _surnames(names))


def _of_suspects(rows: QuerySet[Suspect], surnames: Collection[str]) -> set[UUID]:
    """The cases of the suspects with one of these surnames."""
    folded = {folded_text(each) for each in surnames}
    known = rows.exclude(surname="").values_list("case", "surname")
    return {case for case, surname in known if folded_text(surname) in folded}


def _surnames(names: Collection[str]) -> list[str]:
    """The last word of each name, without initials."""
    last = [words[-1] for name in names if (words := name.split())]
    return sorted({each for each in last if len(folded_text(each)) > 1})
