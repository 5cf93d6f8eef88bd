"""One access-controlled row, read through a scope: the first query of most pages and actions."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from people.access.kept_statements import kept_statement
from people.access.scopes import Scope
from people.models import AccessRoot
from people.models.access_controlled import AccessControlled

W = TypeVar("W", bound=AccessControlled)


def readable_row(scope: Scope, model: type[W], pk: UUID) -> W | None:
    """The row with its access root, or None if it is hidden from the reader or missing."""
    return next(iter(_rows_by_id(scope, model, pk)), None)


@kept_statement
def _rows_by_id(scope: Scope, model: type[W], pk: UUID) -> QuerySet[W]:
    rows = model.objects.for_scope(scope).filter(pk=pk)
    return rows if issubclass(model, AccessRoot) else rows.select_related(model.access_path)
