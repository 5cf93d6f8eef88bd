"""A line for each suspect of a list: the circumstances of the victims whom they concern."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from cases.circumstances import read_circumstances
from cases.models import YesNoNotKnown
from cases.models.sealed_json import JSONFacts
from cases.queries.allegations import visible_allegations
from people.access.scopes import Scope


def alleged_pairs_json(scope: Scope) -> ArraySubquery:
    """Subquery of a case: suspect and victim, by number, of each allegation the reader sees."""
    rows = visible_allegations(scope).filter(case=OuterRef("pk")).order_by()
    pair = JSONFacts(suspect="suspect__number", victim="victim__number")
    return ArraySubquery(rows.values(pair=pair))


def circumstance_tags(
    recorded: Collection[dict[str, Any]], pairs: Collection[dict[str, int]]
) -> dict[int, str]:
    """
    {number of a suspect: what is recorded that concerns them, in words}; a no has no words.

    recorded: as circumstances_json() has them. pairs: as alleged_pairs_json() has them.
    """
    victims = read_circumstances(recorded)
    found: dict[int, list[str]] = {}
    for number in sorted({each["suspect"] for each in pairs}):
        mine = {each["victim"] for each in pairs if each["suspect"] == number}
        theirs = [each for victim, each in victims.items() if victim in mine]
        found[number] = [
            *([_("Domestic abuse")] if any(number in each.abusers for each in theirs) else []),
            *(
                [_("Victim a child at the time")]
                if any(each.was_child == YesNoNotKnown.YES for each in theirs)
                else []
            ),
            *([_("Vulnerable witness")] if any(each.grounds for each in theirs) else []),
        ]
    return {number: ". ".join(words) for number, words in found.items() if words}
