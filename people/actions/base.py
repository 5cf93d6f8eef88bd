"""How every action of the administration opens, and how it writes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Model, QuerySet
from django.utils.functional import Promise

from people import audit, locks
from people.access import Scope
from people.histories import signed
from people.locks import Lock
from people.models import Operation
from people.permissions import SITE
from people.rules import Refused, Stale
from people.still_held import still_holds

M = TypeVar("M", bound=Model)  # a row with a version, and mostly with a history


def keep_units() -> None:
    """
    Let no unit be closed or merged until this transaction ends.

    Said by whatever may put something into a unit, before it locks any row, so that nothing is put
    into a unit which goes in the same second.
    """
    locks.shared(Lock.UNITS)


def change_units() -> None:
    """Wait until nobody acts for a unit, and let nobody begin to until this transaction ends."""
    locks.exclusive(Lock.UNITS)


def begin(verb: str, row: M, *, by: Scope, version: int, **typed: Any) -> M:
    """
    Check that `by` may do this, lock the row, and refuse to overwrite what the form did not show.

    typed: the values of the form by their questions. Raises Refused, or Stale with what differs.
    """
    SITE.check(by, verb)
    model: Any = type(row)
    locked = model.objects.select_for_update(no_key=True).get(pk=row.pk)
    still_holds(by)
    if version != locked.version:
        raise Stale(differences(locked, typed), version=locked.version)
    return locked


def differences(row: Model, typed: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """[(question, theirs, yours)] for what was typed differently from what is there."""
    pairs = [(name, getattr(row, name), value) for name, value in typed.items()]
    return [(name, theirs, yours) for name, theirs, yours in pairs if theirs != yours]


def write(verb: str, row: M, *, by: Scope, at: datetime, **values: Any) -> M:
    """Save a row as its next version, with its history and its row in the log."""
    added = row.pk is None
    for name, value in values.items():
        setattr(row, name, value)
    if not added:
        counted: Any = row
        counted.version += 1
    signed(row, by=by, at=at, why=verb).save()
    operation = Operation.COLLECTION if added else Operation.ALTERATION
    log(verb, row, by=by, at=at, operation=operation)
    return row


def write_all(
    verb: str, rows: QuerySet[M], *, by: Scope | None, at: datetime, **values: Any
) -> list[M]:
    """
    Write the same values to many rows at once, each as its next version with its history.

    rows: a query of a tracked model. Returns the rows. Three statements, however many they are.
    """
    changed: list[Any] = [
        signed(row, by=by, at=at, why=verb) for row in rows.select_for_update(of=("self",))
    ]
    if not changed:
        return []
    model = type(changed[0])
    for row in changed:
        row.version += 1
        for name, value in values.items():
            setattr(row, name, value)
    rows.filter(pk__in=[row.pk for row in changed]).update(version=F("version") + 1, **values)
    model.history.bulk_history_create(changed, update=True, batch_size=1000)
    return changed


def log(
    verb: str, row: Model, *, by: Scope, at: datetime, operation: str = Operation.ALTERATION
) -> None:
    """One row of the log about one row of the administration."""
    audit.record(
        operation=operation,
        verb=verb,
        by=by,
        capacities=by.everything,
        kind=row._meta.label,
        ids=[row.pk],
        at=at,
    )


@contextmanager
def refused_if_taken(reason: str | Promise) -> Iterator[None]:
    """Say in words what the database refuses to have twice."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(reason, is_stage=True) from None
