"""What tasks about a row of a case say of the suspects whom the row is about."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from cases.deadlines import Urgency
from cases.models import Custody, Suspect, Turn, TurnHolder
from cases.models.sealed_json import JSONFacts
from cases.models.suspect import NOT_IDENTIFIED
from cases.states import may_know_state
from people.access.scopes import Scope
from people.models import Side

HELD_STATES = frozenset({Custody.IN_CUSTODY.value, Custody.REMANDED.value})

BACK_WITHIN = timedelta(days=7)  # for so long what came back is marked


class SuspectFacts(TypedDict):
    """A suspect whom a row is about, as JSON has them. pk: text of a UUID."""

    pk: str
    number: int
    surname: str
    given_names: str
    custody: str
    urgency: str
    state: str


def suspects_json(rows: QuerySet[Suspect]) -> ArraySubquery:
    """Subquery: SuspectFacts of suspects that the reader may see, by number."""
    facts = JSONFacts(**{name: name for name in SuspectFacts.__annotations__})
    return ArraySubquery(rows.order_by("number").values(facts=facts))


def names_of(found: Sequence[SuspectFacts]) -> str:
    """The suspects' names, as lists print them."""
    names = [", ".join(filter(None, [each["surname"], each["given_names"]])) for each in found]
    return "; ".join(name or str(NOT_IDENTIFIED) for name in names)


def comes_first(found: Sequence[SuspectFacts], scope: Scope) -> bool:
    """Whether one of the suspects is held in custody, or red as far as the reader may know."""
    return any(
        each["custody"] in HELD_STATES
        or (each["urgency"] == Urgency.RED and may_know_state(each["state"], scope.side))
        for each in found
    )


def ids_of(found: Sequence[SuspectFacts]) -> tuple[UUID, ...]:
    """The suspects' ids, for the audit entry."""
    return tuple(UUID(each["pk"]) for each in found)


def came_back(scope: Scope, suspects: Collection[UUID]) -> dict[UUID, datetime]:
    """
    {suspect: since when} of those whom the reader's side had before, and has again from the other
    side since a few days. One query, none for no suspect.
    """
    if not suspects:
        return {}
    own = [TurnHolder.CPS] if scope.side == Side.CPS else [TurnHolder.POLICE, TurnHolder.OTHERS]
    turns = Turn.objects.for_scope(scope)
    of_suspect = turns.filter(suspect=OuterRef("suspect"))
    before = of_suspect.filter(ended_at=OuterRef("began_at")).exclude(side__in=own)
    earlier = of_suspect.filter(began_at__lt=OuterRef("began_at"), side__in=own)
    rows = turns.filter(
        Exists(before), Exists(earlier), suspect__in=suspects, ended_at=None, side__in=own,
        began_at__gte=scope.at - BACK_WITHIN,
    )  # fmt: skip
    return dict(rows.values_list("suspect", "began_at"))
