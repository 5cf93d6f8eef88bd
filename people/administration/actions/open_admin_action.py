"""The shared steps of administration actions: check, lock, compare versions, save, log."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access import audit_log
from people.access.histories import with_history_facts
from people.access.permission_tables import Refused, Stale
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.administration.permissions import SITE
from people.models import Operation

M = TypeVar("M", bound=Model)  # a row with a version, and mostly with a history
REASON_REQUIRED = _("Enter why access is taken away.")


def open_admin_action(verb: str, row: M, *, by: Scope, version: int, **typed: Any) -> M:
    """
    Check the permission, lock the row and check the optimistic lock. Returns the locked row.

    typed: {field: value} of the form. Raises Refused, or Stale with the differing fields.
    """
    SITE.check(by, verb)
    model: Any = type(row)
    locked: M = model.objects.select_for_update(no_key=True).get(pk=row.pk)
    check_grants_unchanged(by)
    now: int = locked.version  # type: ignore[attr-defined]  # each of these models has one
    if version != now:
        raise Stale(field_differences(locked, typed), version=now)
    return locked


def field_differences(row: Model, typed: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """[(field, theirs, yours)] of the fields whose typed value differs from the row's."""
    pairs = [(name, getattr(row, name), value) for name, value in typed.items()]
    return [(name, theirs, yours) for name, theirs, yours in pairs if theirs != yours]


def save_next_version(
    verb: str, row: M, *, by: Scope, at: datetime, because: str = "", **values: Any
) -> M:
    """
    Save a row as its next version, with its history record and audit entry.

    because: why, in the words of who changed it, for its history (ADR 128).
    """
    added = row.pk is None
    for name, value in values.items():
        setattr(row, name, value)
    if not added:
        counted: Any = row
        counted.version += 1
    with_history_facts(row, by=by, at=at, why=verb, because=because).save()
    operation = Operation.COLLECTION if added else Operation.ALTERATION
    log_admin_action(verb, row, by=by, at=at, operation=operation)
    return row


def save_all_next_version(
    verb: str, rows: QuerySet[M], *, by: Scope | None, at: datetime, **values: Any
) -> list[M]:
    """
    Write the same values to many rows, each as its next version with a history record.

    rows: a queryset of a model with history. Returns the rows. Three statements in all.
    """
    changed: list[Any] = [
        with_history_facts(row, by=by, at=at, why=verb)
        for row in rows.select_for_update(of=("self",))
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


def log_admin_action(
    verb: str, row: Model, *, by: Scope, at: datetime, operation: str = Operation.ALTERATION
) -> None:
    """Write the audit entry of an administration action on one row."""
    audit_log.record_entry(
        operation=operation,
        verb=verb,
        by=by,
        capacities=by.all_capacities,
        kind=row._meta.label,
        ids=[row.pk],
        at=at,
    )


def reason_if_changed(row: Model, because: str, values: Mapping[str, Any]) -> str:
    """The reason, if one of these values would be another: where none is, no history shows it."""
    return because if field_differences(row, values) else ""


def check_reason(reason: str) -> None:
    """Raise Refused where access is taken away without a word of why (ADR 128)."""
    if not reason.strip():
        raise Refused(REASON_REQUIRED, is_stage=True)


@contextmanager
def refuse_if_taken(reason: str | Promise) -> Iterator[None]:
    """Turn a unique-constraint IntegrityError into Refused with this reason."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(reason, is_stage=True) from None
