"""Pagination: how many rows a page has, whether more follow, and moments in cursors."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")

PAGE_SIZE = 25
FIGURE_PAGE_SIZE = 50  # of the rows behind a figure, on numbered pages


def cut_page(found: Sequence[T], size: int) -> tuple[list[T], bool]:
    """(the rows of a page, whether more follow). found: read with one row more than a page has."""
    return list(found[:size]), len(found) > size


def first_page(rows: QuerySet[Any, T], size: int) -> tuple[list[T], bool]:
    """(the first rows of a queryset, whether more follow). One query."""
    return cut_page(list(rows[: size + 1]), size)


def moment_from_url(text: str) -> datetime | None:
    """Parse an ISO 8601 moment with an offset, as UTC; None if it is invalid or out of range."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def moment_for_url(moment: datetime) -> str:
    """A moment in ISO 8601 with Z: a plus sign in a URL would mean a space."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
