"""Pages of lists: by keyset, where the next begins after the last row of this one, or by number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

from people.access.pagination import (
    FIGURE_PAGE_SIZE,
    PAGE_SIZE,
    cut_page,
    first_page,
    moment_for_url,
    moment_from_url,
)

M = TypeVar("M", bound=Model)
R = TypeVar("R")  # a row, as an object or as values_list() gives it


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
    rows: QuerySet[Any, R], before: str, *, by: str = "at", ties: str = "-pk"
) -> tuple[list[R], str]:
    """
    (the next rows of a queryset, newest first; the cursor of the next page or "").

    before: a cursor from a URL. by: the field with the moment of a row. ties: the order of rows of
    one moment, "pk" or "-pk".
    """
    rows = rows.order_by(f"-{by}", ties)
    cursor = NewestFirstCursor.parse(before)
    if cursor is not None:
        beyond = "pk__lt" if ties == "-pk" else "pk__gt"
        same = Q(**{by: cursor.at, beyond: cursor.id})
        rows = rows.filter(Q(**{f"{by}__lt": cursor.at}) | same)
    shown, more = first_page(rows, PAGE_SIZE)
    if not more:
        return shown, ""
    last: Any = shown[-1]  # an object with `by` and pk, or a named row with these columns
    return shown, str(NewestFirstCursor(getattr(last, by), last.pk))


@dataclass(frozen=True)
class CursorPage(Generic[M]):
    """One page of rows, and the cursor of the next page; "" if there is none."""

    rows: list[M]
    after: str


def page_of_query(rows: QuerySet[M], key: Callable[[M], str]) -> CursorPage[M]:
    """One page of a queryset already ordered and filtered by its cursor. key: a row's cursor."""
    shown, more = first_page(rows, PAGE_SIZE)
    return CursorPage(shown, key(shown[-1]) if more else "")


def page_number(request: HttpRequest) -> int:
    """The number of the page in a request's address, from 1. Raises Http404 for anything else."""
    n = request.GET.get("page", "1")
    if not (n.isascii() and n.isdecimal() and len(n) < 7 and int(n)):
        raise Http404
    return int(n)


def page_links(request: HttpRequest, number: int, following: int | None) -> dict[str, Any]:
    """What parts/pagination.html links to from a numbered page. following: the next number."""
    return {
        "first": request.path if number > 1 else "",
        "following": f"?page={following}" if following else "",
        "size": FIGURE_PAGE_SIZE,
    }


def numbered_page(rows: QuerySet[Any, R], number: int) -> tuple[list[R], int | None]:
    """(the rows of a numbered page, the number of the next page or None). From 1. One query."""
    start = FIGURE_PAGE_SIZE * (number - 1)
    found = rows[start : start + FIGURE_PAGE_SIZE + 1]
    shown, more = cut_page(list(found), FIGURE_PAGE_SIZE)
    return shown, number + 1 if more else None
