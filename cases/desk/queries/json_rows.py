"""Rows as JSON, for what a page reads beside a row."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable

from cases.models.sealed_json import JSONFacts

M = TypeVar("M", bound=Model)


def as_json(rows: QuerySet[M], **facts: str | Combinable) -> QuerySet[M, dict[str, Any]]:
    """A subquery that returns these fields of each row as one JSON value."""
    return rows.values(facts=JSONFacts(**facts))
