"""
Which rows belong to a case, in every app: found by the models, so that no list of them is kept.

A row belongs to a case if a foreign key leads from it to the case, or to a row that belongs to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from cases.models import Case
from people.identity.capacities import READING_OF_SUPPORT

HistoricalCase = Case.history.model


@dataclass(frozen=True)
class TableOfCase:
    """
    A table with rows of cases.

    where: SQL that finds those of the case %(case)s. key: its primary key, where that is a UUID.
    clocks: its columns that refer to a clock. is_counted: whether the certificate says how many
    were removed: not what a support service keeps for itself, since nobody else learns that there
    is an entry (ADR 19).
    """

    name: str
    where: str
    key: str
    clocks: tuple[str, ...]
    is_counted: bool


@cache
def tables_of_case() -> tuple[TableOfCase, ...]:
    """Every table with rows of cases: those first whose rows are found by rows of others."""
    by_parent = [_table(model, columns) for model, columns in _found_by_parent()]
    by_case = [_table(model, columns) for model, columns in _found_by_case()]
    itself = [_table(Case, {"id": ""}), _table(HistoricalCase, {"id": ""})]
    return (*reversed(by_parent), *by_case, *itself)


def _found_by_case() -> Iterator[tuple[type[Model], dict[str, str]]]:
    """(model, {column: ""}) of models whose foreign keys lead to a case."""
    for model in _all_models():
        columns = [field.column for field in _foreign_keys(model) if field.related_model is Case]
        if columns:
            yield model, dict.fromkeys(columns, "")


def _found_by_parent() -> Iterator[tuple[type[Model], dict[str, str]]]:
    """
    (model, {column: SQL that finds its parents}) of the other models, parents before children.

    Found by any key, also one that may be empty.
    """
    found: dict[type[Model], str] = {Case: "%(case)s"}
    for model, columns in _found_by_case():
        found[model] = _keys(model, columns)
    waiting = [model for model in _all_models() if model not in found]
    while True:
        new = []
        for model in waiting:
            columns = {
                field.column: found[field.related_model]
                for field in _foreign_keys(model)
                if field.related_model in found
            }
            if columns:
                new.append((model, columns))
        if not new:
            return
        for model, columns in new:
            found[model] = _keys(model, columns)
            waiting.remove(model)
            yield model, columns


def _all_models() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and model is not HistoricalCase]


def _foreign_keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.local_fields if isinstance(field, ForeignKey)]


def _keys(model: type[Model], columns: dict[str, str]) -> str:
    """SQL that finds the keys of the rows of a case."""
    key, table = model._meta.pk.column, model._meta.db_table
    return f"SELECT {key} FROM {table} WHERE {_where(columns)}"  # noqa: S608 - names of the models


def _where(columns: dict[str, str]) -> str:
    return " OR ".join(f"{name} IN ({of or '%(case)s'})" for name, of in columns.items())


def _table(model: type[Model], columns: dict[str, str]) -> TableOfCase:
    pk = model._meta.pk
    is_uuid = pk.get_internal_type() == "UUIDField"
    clocks = [field.column for field in _foreign_keys(model)
              if field.related_model._meta.label == "timeliness.Clock"]  # fmt: skip
    key = str(pk.column) if is_uuid else ""
    is_counted = getattr(model, "read_in", None) != READING_OF_SUPPORT
    return TableOfCase(model._meta.db_table, _where(columns), key, tuple(clocks), is_counted)
