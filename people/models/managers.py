"""Managers that raise Unscoped unless a query names its scope or its purpose."""

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Manager, Model, QuerySet
from simple_history.manager import HistoryManager

if TYPE_CHECKING:
    from people.access.scopes import Scope
    from people.models.access_controlled import AccessControlled


M = TypeVar("M", bound="AccessControlled")


class Unscoped(RuntimeError):
    """An access-controlled table was queried without .for_scope() or .unscoped()."""


class ScopedManager(Manager[M]):
    """
    Default manager of an access-controlled model, and so of the relations that lead to it.

    Raises Unscoped for every query except through .for_scope() or .unscoped().
    """

    model: type[M]
    opened = False

    def get_queryset(self) -> QuerySet[M]:
        if not self.opened:
            raise Unscoped(
                f"Say who reads {self.model.__name__}: .for_scope(scope) or .unscoped('purpose')."
            )
        return super().get_queryset()

    def for_scope(self, scope: "Scope") -> QuerySet[M]:
        """The rows this person may read."""
        return scope.visible(self._open())

    def unscoped(self, purpose: str) -> QuerySet[M]:
        """Every row, for a named purpose of the system itself. Raises Unscoped for an empty one."""
        if not purpose:
            raise Unscoped("Say for what purpose.")
        return self._open()

    def _open(self) -> QuerySet[M]:
        """The queryset of an opened copy: one manager serves every thread (as in db_manager())."""
        manager = copy(self)
        manager.opened = True
        return manager.get_queryset()


class ScopedHistoryManager(HistoryManager):
    """History of rows the caller has already read, never of the whole table."""

    def of_rows(self, rows: Iterable[Model]) -> QuerySet[Any]:
        """The history of several rows. The caller must have read them through a scope."""
        history: QuerySet[Any] = super().get_super_queryset()
        return history.filter(id__in=[row.pk for row in rows])

    def get_super_queryset(self) -> QuerySet[Any]:
        if self.instance is None:
            raise Unscoped(f"Read {self.model.__name__} through a row you hold.")
        history: QuerySet[Any] = super().get_super_queryset()
        return history
