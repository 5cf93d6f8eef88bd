"""
A column of text that is sealed with the key of the row's case (docs/decisions/0109).

In Python it is a str. In the database it is what people.access.sealed_text makes of it, in rows of
history too; "" stays "". A text is opened when it is first read, so that a page pays for what it
shows. What was stored before the service sealed any text is read as it is.
"""

import logging
from datetime import UTC
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.case_keys import CASE_KEYS, get_or_create_case_key
from people.access.key_folder import KeyDestroyed, KeyUnavailable
from people.access.permission_tables import Refused
from people.access.row_security import acting
from people.access.sealed_text import MARK, BrokenSeal, is_sealed, open_text, owner_of, seal_text

log = logging.getLogger(__name__)
TEXTS_CANNOT_BE_KEPT = _(
    "What is written on this case cannot be opened or kept now, so nothing was recorded. The fault"
    " has been reported. Try again later."
)


class StoredText:
    """A text as it is stored, sealed or not: what .values() returns. The attribute opens it."""

    __slots__ = ("stored",)

    def __init__(self, stored: str) -> None:
        self.stored = stored

    def __str__(self) -> str:
        raise TypeError("A stored text is opened before it is shown")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredText) and other.stored == self.stored

    def __hash__(self) -> int:
        return hash(self.stored)


class UnopenedText(str):
    """The sentence that stands for a text that does not open. It is never stored as one."""

    __slots__ = ()


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # str, as the plugin infers
    """
    A text that is sealed with the key of its row's case.

    Rows are found by whether the text is empty, and by nothing else of it. It is written by saving
    its row, never by an UPDATE of many.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As any text: migrations know no key."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", list(args), dict(kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, SealedTextAttribute(self))

    def from_db_value(self, value: str | None, *_args: object) -> "StoredText | str | None":
        return StoredText(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, StoredText):
            return value.stored
        if value in ("", None):
            return value
        raise TypeError(f'{self.name} is sealed: save its row, and look for nothing but ""')

    def get_placeholder(self, value: Any, *_args: object) -> str:
        """Raises TypeError for an expression, from which Postgres would store text in clear."""
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} is sealed: save its row, and update it by no expression")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("exact", "isnull"):
            raise TypeError(f"{self.name} is sealed: nothing of it can be looked for")
        return super().get_lookup(lookup_name)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is stored: as it was where the text is the same, else sealed anew."""
        attribute = cast(SealedTextAttribute, getattr(type(model_instance), self.attname))
        value = attribute.to_store(model_instance, is_new=add)
        attribute.remember(model_instance, value)
        return value


class SealedTextAttribute(DeferredAttribute):
    """The attribute of a sealed text: opens it when it is read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            self.__set__(instance, self._loaded(instance))
        value = instance.__dict__[self.field.attname]
        if isinstance(value, StoredText):
            value = instance.__dict__[self.field.attname] = self.shown(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, StoredText):
            self.remember(instance, value)
        instance.__dict__[self.field.attname] = value

    def remember(self, instance: Any, value: Any) -> None:
        """Keep what is stored of this row, so that an unchanged text is not written otherwise."""
        instance.__dict__[f"_{self.field.attname}_stored"] = value

    def _loaded(self, instance: Any) -> Any:
        """What the database has of a row that was read without this column."""
        rows = type(instance)._base_manager.filter(pk=instance.pk)
        return rows.values_list(self.field.attname, flat=True).get()

    def shown(self, instance: Any, value: StoredText) -> str:
        """The text, or the sentence that stands for it: what is wrong is logged, without text."""
        try:
            return self.opened(instance, value)
        except KeyDestroyed:
            return UnopenedText(gettext("This text was destroyed with its case."))
        except KeyUnavailable:
            pass  # the operator has been alerted
        except BrokenSeal:
            log.error("The %s of row %s does not open", self.field, instance.pk)
        return UnopenedText(gettext("This text cannot be read now. The fault has been reported."))

    def opened(self, instance: Any, value: StoredText) -> str:
        """The text. Raises KeyUnavailable, and BrokenSeal where it was sealed in another place."""
        if not is_sealed(value.stored):
            return value.stored
        case, known = owner_of(value.stored), instance.__dict__.get(self._case_column(instance))
        if known is not None and known != case:
            raise BrokenSeal("A sealed text of another case")
        place = self._place(instance)
        return open_text(value.stored, key=CASE_KEYS.held_key(case), place=place)

    def to_store(self, instance: Any, *, is_new: bool) -> Any:
        """The text as it is stored. Raises Refused where the key is not there, or was not."""
        value = instance.__dict__.get(self.field.attname)
        before = instance.__dict__.get(f"_{self.field.attname}_stored")
        try:
            if isinstance(value, StoredText):
                if not is_new:
                    return value
                value = self.opened(instance, value)
            if isinstance(before, StoredText) and not is_new:
                is_same = isinstance(value, UnopenedText) or self.opened(instance, before) == value
                if is_same:
                    return before
            return self._stored(instance, value)
        except (KeyUnavailable, BrokenSeal) as error:
            raise Refused(TEXTS_CANNOT_BE_KEPT, is_stage=True) from error

    def _stored(self, instance: Any, value: str | DatabaseDefault | None) -> Any:
        """A new text as it is stored."""
        if not value or isinstance(value, DatabaseDefault):  # the database's own "" in a new row
            return value
        if isinstance(value, UnopenedText):
            raise BrokenSeal("A text that did not open is not stored elsewhere")
        if not settings.SEAL_TEXTS and not is_sealed(value):
            return StoredText(value)
        return self.sealed(instance, value)

    def sealed(self, instance: Any, value: str) -> StoredText:
        """A text of a row, sealed. Raises KeyUnavailable."""
        case = self.case_of(instance)
        key = key_to_seal_case_with(case)
        return StoredText(seal_text(value, key=key, owner=case, place=self._place(instance)))

    def case_of(self, instance: Any) -> UUID:
        """The id of a row's case."""
        case: UUID = getattr(instance, self._case_column(instance))
        return case

    def _case_column(self, instance: Any) -> str:
        """The attribute with the id of the case: of a case itself, and of its history, its own."""
        return "case_id" if hasattr(type(instance), "case_id") else "id"

    def _place(self, instance: Any) -> list[str]:
        """Where a text is: a row of history has the moment as well, since it has many of a row."""
        is_history = hasattr(type(instance), "history_id")
        moment = instance.history_date.astimezone(UTC).isoformat() if is_history else ""
        return [instance._meta.db_table, self.field.column, str(instance.id), moment]


def note_if_key_is_there(note: str, case: UUID) -> str:
    """
    A note of a case; "" where it cannot be sealed, which is logged without it.

    For events of acts that go on whatever became of the key: they take access away, or are not
    about the case alone.
    """
    if not settings.SEAL_TEXTS:
        return note
    try:
        key_to_seal_case_with(case)
    except KeyUnavailable:
        log.error("An event of case %s is recorded without its note, which has no key", case)
        return ""
    return note


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
    with acting("whether the key of a case is lost"), connection.cursor() as cursor:
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
        f"EXISTS (SELECT FROM {model._meta.db_table} WHERE case_id = %(case)s"
        f" AND starts_with({field.column}, %(mark)s))"
        for model, field in sealed_columns()
        if hasattr(model, "case_id") and not hasattr(model, "history_id")
    ]
    return f"SELECT {' OR '.join(asked)}"


def sealed_columns() -> list[tuple[type[models.Model], SealedTextField]]:
    """Every sealed column of every model of every app, of rows of history too."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]
