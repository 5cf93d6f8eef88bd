"""Seal the text that was stored before the service sealed that column (ADR 109)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from cases.models import Case
from cases.models.case_key_of_text import sealed_columns
from cases.models.sealed_attribute import SealedTextAttribute
from cases.models.sealed_text import SealedField
from cases.models.stored_text import NOT_KEPT, case_path
from people.access import audit_log
from people.access.key_folder import KeyDestroyed, KeyUnavailable
from people.access.row_security import acting
from people.access.sealed_text import MARK
from people.models import AccessControlled

BATCH = 200  # rows that are read at once
# Rows that only grow are changed by the owner of the tables alone (people/sql/append_only.sql).
AS_OWNER_SQL = "SELECT set_config('role', 'none', true)"


def seal_texts(*, at: datetime) -> tuple[int, list[UUID]]:
    """
    Seal each text that is not, some rows of a case in a transaction, so that it may be ended at any
    time and run again.

    Returns how many were sealed, and the cases whose key is lost: their texts stay as they are. Of
    a case that was destroyed nothing is sealed: its rows go.
    """
    sealed, lost = 0, set[UUID]()
    for model, field in sealed_columns():
        for case, rows in _rows_in_clear(model, field):
            try:
                sealed += _seal_rows(case, rows, field, at)
            except KeyDestroyed:
                pass
            except KeyUnavailable:
                lost.add(case)
    return sealed, sorted(lost)


def _rows_in_clear(
    model: type[models.Model], field: SealedField
) -> Iterator[tuple[UUID, list[Any]]]:
    """(case, some of its rows whose text is in clear), each row once."""
    column, last = attribute_of(model, field), None
    while keys := _keys_in_clear(model, field, last):
        last = keys[-1]
        with acting("which texts are in clear"):
            rows = _every_row(model).filter(pk__in=keys)
            if path := case_path(model):
                rows = rows.select_related("__".join(path))
            by_case = sorted((str(column.case_of(row)), str(row.pk), row) for row in rows)
        for case, found in groupby(by_case, key=lambda each: each[0]):
            yield UUID(case), [row for _case, _pk, row in found]


def _keys_in_clear(model: type[models.Model], field: SealedField, last: Any) -> list[Any]:
    """Primary keys of the next rows whose text is in clear, in order."""
    pk, table = model._meta.pk.column, model._meta.db_table
    after = "" if last is None else f"AND {pk} > %(last)s"
    with acting("which texts are in clear"), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {pk} FROM {table} WHERE "  # noqa: S608 - our names
            f"{field.form.clear_sql.format(column=field.column)}"
            f" {after} ORDER BY {pk} LIMIT {BATCH}",
            {"mark": MARK, "not_kept": NOT_KEPT, "last": last},
        )
        return [key for (key,) in cursor.fetchall()]


def _every_row(model: type[models.Model]) -> models.QuerySet[Any]:
    manager: Any = getattr(model, "objects")  # noqa: B009 - Model itself has none
    rows: models.QuerySet[Any] = (
        manager.unscoped("seal a text") if issubclass(model, AccessControlled) else manager.all()
    )
    return rows


def _seal_rows(case: UUID, rows: list[Any], field: SealedField, at: datetime) -> int:
    """
    Seal the text of some rows of one case, under its lock. Raises KeyUnavailable.

    A row that was changed or sealed meanwhile keeps what it has. Returns how many were sealed.
    """
    model = type(rows[0])
    pk, table, column = model._meta.pk.column, model._meta.db_table, field.column
    attribute, done, given = attribute_of(model, field), [], field.get_placeholder(None)
    with transaction.atomic(durable=True), acting("seal a text"), connection.cursor() as cursor:
        Case.objects.unscoped("seal a text").select_for_update(no_key=True).get(pk=case)
        cursor.execute(AS_OWNER_SQL)
        for row in rows:
            was, becomes = (
                field.get_db_prep_value(stored, connection)
                for stored in (attribute.stored_of(row), attribute.sealed_anew(row))
            )
            cursor.execute(
                f"UPDATE {table} SET {column} = {given}"  # noqa: S608 - names of our models
                f" WHERE {pk} = %s AND {column} = {given}",
                [becomes, row.pk, was],
            )
            done += [row.pk] * cursor.rowcount
        if done:
            audit_log.record_entry(
                operation="alteration", verb="seal_text", by=None, kind=model._meta.label,
                ids=done, case_id=case, at=at,
            )  # fmt: skip
    return len(done)


def attribute_of(model: type[models.Model], field: SealedField) -> SealedTextAttribute:
    """The attribute of a model for a sealed column."""
    found = getattr(model, field.attname)
    assert isinstance(found, SealedTextAttribute)
    return found
