"""Where a page of rows that is read newest first ends, and so where the next one begins."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from people.worklists import in_address, moment_in


class Before(NamedTuple):
    """The moment and the id of the last row of a page, written into an address as moment~id."""

    at: datetime
    id: UUID

    @classmethod
    def parse(cls, text: str) -> "Before | None":
        """None, and so the first page, for a text that nobody could have been given."""
        moment, _tilde, pk = text.partition("~")
        at = moment_in(moment)
        try:
            return cls(at, UUID(pk)) if at else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{in_address(self.at)}~{self.id}"


def older(
    rows: QuerySet[Any], before: Before | None, size: int, by: str = "at"
) -> tuple[list[Any], str]:
    """
    (the next rows of a query, newest first; the key of the page after them, or nothing).

    by: the field that holds the moment of a row.
    """
    rows = rows.order_by(f"-{by}", "-pk")
    if before is not None:
        same = Q(**{by: before.at, "pk__lt": before.id})
        rows = rows.filter(Q(**{f"{by}__lt": before.at}) | same)
    found = list(rows[: size + 1])
    shown = found[:size]
    return shown, str(Before(getattr(shown[-1], by), shown[-1].pk)) if len(found) > size else ""
