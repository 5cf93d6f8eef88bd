"""
The key with which a text of a case is sealed, and what goes on without it (ADR 109, 114).

Made with the first thing of a case that is sealed, and never in the place of a lost one.
"""

import logging
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models

from cases.case_keys import CASE_KEYS, get_or_create_case_key
from cases.models.stored_text import NotKept, case_column, case_path
from people.access.key_folder import KeyUnavailable
from people.access.prepared_cursor import prepared_cursor
from people.access.row_security import acting
from people.access.sealed_text import MARK, NotOpened

log = logging.getLogger(__name__)


def note_if_key_is_there(note: str, case: UUID) -> str:
    """
    A note of a case; "" where it cannot be sealed, which is logged without it.

    For events of acts that go on whatever became of the key: they take access away, or are not
    about the case alone.
    """
    if isinstance(note, NotOpened):
        return ""
    return note if not note or has_key_to_seal_with(case) else ""


def has_key_to_seal_with(case: UUID) -> bool:
    """Whether what is written of a case can be sealed; it is logged that it is not kept."""
    if not settings.SEAL_TEXTS:
        return True
    try:
        return bool(key_to_seal_case_with(case))
    except KeyUnavailable:
        log.error("What is noted of case %s is not kept: there is no key to seal it with", case)
        return False


def reason_if_key_is_there(reason: str, case: UUID) -> str:
    """
    The reason for an act that goes on without the key; NotKept where it cannot be sealed.

    Such an act keeps somebody from a case, or decides how long it is kept.
    """
    return reason if not reason or note_if_key_is_there(reason, case) else NotKept(reason)


def key_to_seal_case_with(case: UUID) -> bytes:
    """
    The key of a case, for its text and its files, made where it has none yet.

    Raises KeyUnavailable, also where the key is missing of a case in which something is sealed: a
    new one would take its name, and what it sealed could never be opened again. Two who make it at
    once get the same one. Whatever becomes of the transaction, it is the key of this case.
    """
    if CASE_KEYS.has_file(case) or has_sealed_rows(case):
        return CASE_KEYS.held_key(case)  # alerts the operator and raises where it is lost
    return get_or_create_case_key(case)


def has_sealed_rows(case: UUID) -> bool:
    """Whether anything of a case is sealed: a text, a file, or one in quarantine."""
    with acting("whether the key of a case is lost"), prepared_cursor() as cursor:
        cursor.execute(_sealed_rows_sql(), {"case": case, "mark": MARK})
        [[found]] = cursor.fetchall()
    return bool(found)


@cache
def _sealed_rows_sql() -> str:
    """SQL: whether a row of the case %(case)s is sealed, in any table that has the case itself."""
    asked = [
        f"EXISTS (SELECT FROM {table} WHERE case_id = %(case)s AND is_sealed)"
        for table in ("cases_document", "cases_upload")
    ] + [
        f"EXISTS (SELECT FROM {_with_case(model)} = %(case)s"
        f" AND {field.form.sealed_sql.format(column=f'sealed.{field.column}')})"
        for model, field in sealed_columns()
    ]
    return f"SELECT {' OR '.join(asked)}"


def _with_case(model: type[models.Model]) -> str:
    """SQL: the table of a model, with those by which a row's case is found, WHERE its id."""
    sql, last = f"{model._meta.db_table} AS sealed", "sealed"
    for n, name in enumerate(case_path(model)):
        field = cast("models.ForeignKey[Any]", model._meta.get_field(name))
        model = field.related_model
        sql += f" JOIN {model._meta.db_table} AS a{n} ON a{n}.id = {last}.{field.column}"
        last = f"a{n}"
    return f"{sql} WHERE {last}.{case_column(model)}"


def sealed_columns() -> list[tuple[type[models.Model], Any]]:
    """Every sealed column of every model of every app, of rows of history too."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if getattr(field, "is_sealed_with_case_key", False)
    ]
