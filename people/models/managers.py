"""A manager that answers nobody until it knows who is asking."""

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Manager, Model, QuerySet
from simple_history.manager import HistoryManager

if TYPE_CHECKING:
    from people.access.scopes import Scope
    from people.models.access_controlled import Walled


M = TypeVar("M", bound="Walled")


class Unscoped(RuntimeError):
    """A walled table was read without saying for whom."""


class ScopeRequiredMixin(Generic[M]):
    """Refuse every query that does not say for whom, or for what purpose, it reads."""

    opened = False

    def get_queryset(self) -> QuerySet[M]:
        if not self.opened:
            raise Unscoped(
                f"Say who reads {self.model.__name__}: .for_scope(scope) or .system('purpose')."
            )
        return super().get_queryset()

    def for_scope(self, scope: "Scope") -> QuerySet[M]:
        """The rows this person may read."""
        return scope.visible(self._open())

    def system(self, purpose: str) -> QuerySet[M]:
        """Every row, for a named purpose no person is behind."""
        if not purpose:
            raise Unscoped("Say for what purpose.")
        return self._open()

    def _open(self) -> QuerySet[M]:
        """A copy, because one manager serves every thread; Django's db_manager does the same."""
        manager = copy(self)
        manager.opened = True
        return manager.get_queryset()


class ScopedManager(ScopeRequiredMixin[M], Manager[M]):
    """The default manager of a walled model, and so of every relation that leads to it."""


class ScopedHistoryManager(HistoryManager):
    """History of rows already held, never of the whole table."""

    def of(self, rows: Iterable[Model]) -> QuerySet[Any]:
        """The history of several rows of the model, read for somebody who may."""
        return super().get_super_queryset().filter(id__in=[row.pk for row in rows])

    def get_super_queryset(self) -> QuerySet[Any]:
        if self.instance is None:
            raise Unscoped(f"Read {self.model.__name__} through a row you hold.")
        return super().get_super_queryset()
