"""Keyset pagination of API lists, with a maximum page size."""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import IntegerField, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.access.pagination import first_page
from people.api.problems import Problem

NO_CURSOR = _("Give an id as you received it, such as the value of “after” in “next”.")


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class ResourcePage(Generic[M]):
    """One page. rows: its rows. following: URL of the next page, or None."""

    rows: list[M]
    following: str | None


AFTER_PARAMETER = {"after": "As `next` gives it."}  # query parameter of every paginated list


def resource_page(request: HttpRequest, rows: QuerySet[M]) -> ResourcePage[M]:
    """The requested page of a queryset, ordered by primary key."""
    after, most = request.GET.get("after", ""), settings.ROWS_AT_ONCE
    if after:
        is_number = isinstance(rows.model._meta.pk, IntegerField)
        rows = rows.filter(pk__gt=number_parameter(after) if is_number else uuid_parameter(after))
    shown, more = first_page(rows, most)
    return ResourcePage(shown, _next_page_address(request, shown[-1].pk) if more else None)


def uuid_parameter(text: str) -> UUID:
    """Parse an id in a query parameter. Raises Problem if it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem(400, NO_CURSOR) from None


def number_parameter(text: str) -> int:
    """Parse a numeric id in a query parameter. Raises Problem if it is none."""
    if re.fullmatch("[0-9]{1,18}", text):
        return int(text)
    raise Problem(400, NO_CURSOR)


def _next_page_address(request: HttpRequest, after: Any) -> str:
    query = request.GET.copy()
    query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}"
