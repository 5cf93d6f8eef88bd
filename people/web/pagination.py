"""Keyset pagination: the next page begins after the last row of this one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from people.access.worklists import moment_for_url, moment_from_url


class NewestFirstCursor(NamedTuple):
    """Moment and id of the last row of a page. In a URL: moment~id."""

    at: datetime
    id: UUID

    @classmethod
    def parse(cls, text: str) -> "NewestFirstCursor | None":
        """Parse a cursor from a URL; None, for the first page, if it is invalid."""
        moment, _tilde, pk = text.partition("~")
        at = moment_from_url(moment)
        try:
            return cls(at, UUID(pk)) if at else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{moment_for_url(self.at)}~{self.id}"


def newest_first_page(
    rows: QuerySet[Any], before: NewestFirstCursor | None, size: int, by: str = "at"
) -> tuple[list[Any], str]:
    """
    (the next rows of a queryset, newest first; the cursor of the next page or "").

    by: the field with the moment of a row.
    """
    rows = rows.order_by(f"-{by}", "-pk")
    if before is not None:
        same = Q(**{by: before.at, "pk__lt": before.id})
        rows = rows.filter(Q(**{f"{by}__lt": before.at}) | same)
    found = list(rows[: size + 1])
    shown = found[:size]
    return shown, str(NewestFirstCursor(getattr(shown[-1], by), shown[-1].pk)) if len(
        found
    ) > size else ""


PAGE_SIZE = 25


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class CursorPage(Generic[M]):
    """One page of rows, and the cursor of the next page; "" if there is none."""

    rows: list[M]
    after: str


def page_of_query(
    rows: QuerySet[M], key: Callable[[M], str], size: int = PAGE_SIZE
) -> CursorPage[M]:
    """One page of a queryset already ordered and filtered by its cursor. key: a row's cursor."""
    found = list(rows[: size + 1])
    return CursorPage(found[:size], key(found[size - 1]) if len(found) > size else "")
