"""Allegations as a reader may see them, now or at an earlier moment."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Allegation
from people.access.scopes import Scope


def visible_allegations(scope: Scope, *, as_of: datetime | None = None) -> QuerySet[Allegation]:
    """The newest version of each allegation that the reader may see.

    Args: as_of: the moment to read at; later additions and corrections are left out.
    """
    allegations = Allegation.objects.for_scope(scope)
    if as_of is not None:
        allegations = allegations.filter(added_at__lte=as_of)
    later = allegations.filter(first=OuterRef("first"), number__gt=OuterRef("number"))
    return allegations.filter(~Exists(later))


def alleged_acts(rows: Iterable[Allegation]) -> dict[UUID, list[tuple[date, date | None]]]:
    """{id of the victim: [(first day, last day or None)]} of the acts alleged."""
    acts: dict[UUID, list[tuple[date, date | None]]] = {}
    for row in rows:
        acts.setdefault(row.victim_id, []).append((row.from_on, row.to_on))
    return acts
