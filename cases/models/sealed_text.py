"""
A column of text that is sealed with the key of the row's case (docs/decisions/0109).

In Python it is a str. In the database it is what people.access.sealed_text makes of it, in rows of
history too; "" stays "". A text is opened when it is first read, so that a page pays for what it
shows. What was stored before the service sealed any text is read as it is.
"""

import logging
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.base import ModelState
from django.db.models.expressions import Col, DatabaseDefault
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext

from cases.case_keys import CASE_KEYS
from cases.models.case_key_of_text import key_to_seal_case_with
from cases.models.sealed_columns import (
    LOOKUPS,
    SealedColumn,
    as_stored,
    is_order_of,
    is_part_of_another,
)
from cases.models.stored_text import (
    CANNOT_BE_READ,
    NOT_KEPT,
    WAS_DESTROYED,
    WAS_NOT_KEPT,
    ClearText,
    NotKept,
    StoredText,
    UnopenedText,
    case_column,
    case_path,
    in_words,
    is_history,
    sentences,
)
from people.access.key_folder import KeyDestroyed, KeyUnavailable
from people.access.permission_tables import Refused
from people.access.sealed_text import (
    TEXTS_CANNOT_BE_KEPT,
    BrokenSeal,
    is_sealed,
    open_text,
    owner_of,
    seal_text,
)

log = logging.getLogger(__name__)


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # str, as the plugin infers
    """
    A text that is sealed with the key of its row's case.

    Rows are found by whether the text is empty, and by nothing else of it. It is written by saving
    its row, never by an UPDATE of many. A model whose rows have no case says in case_from by which
    foreign key it is found; one whose keys the database gives says in row_named_by which of its
    columns name a row, since a text is sealed before its row has a key.
    """

    is_sealed_with_case_key = True

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
        if lookup_name not in LOOKUPS:
            raise TypeError(f"{self.name} is sealed: nothing of it can be looked for")
        return LOOKUPS[lookup_name]

    def get_col(self, alias: str, output_field: Any = None) -> Col:
        if alias == self.model._meta.db_table and output_field in (None, self):
            return self.cached_col
        return SealedColumn(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Col:
        return SealedColumn(self.model._meta.db_table, self)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """
        What a SELECT list reads of it: as it is stored, which from_db_value makes unreadable.

        Not that of a subquery, whose value can be put into any expression, nor what rows are
        grouped by or told apart by. Raises TypeError where they are put in order by it.
        """
        if compiler.select is not None or is_part_of_another(compiler.query):
            return sql, params
        if is_order_of(compiler.query, self.name):
            raise TypeError(f"{self.name} is sealed: no row is put in order by it")
        return as_stored(sql), params

    def take_text(self, row: Any) -> None:
        """Set the text of a row before it is stored: for a field that has it from elsewhere."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is stored: as it was where the text is the same, else sealed anew."""
        self.take_text(model_instance)
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
        found = self._opened_or_sentence(instance, value)
        if isinstance(found, UnopenedText):
            found.stored = value
        return found

    def _opened_or_sentence(self, instance: Any, value: StoredText) -> str:
        if value.stored == NOT_KEPT:
            return UnopenedText(gettext(WAS_NOT_KEPT))
        try:
            return self.opened(instance, value)
        except KeyDestroyed:
            return UnopenedText(gettext(WAS_DESTROYED))
        except KeyUnavailable:
            pass  # the operator has been alerted
        except BrokenSeal:
            log.error("The %s of row %s does not open", self.field, self._place(instance)[2:])
        return UnopenedText(gettext(CANNOT_BE_READ))

    def opened(self, instance: Any, value: StoredText) -> str:
        """The text. Raises KeyUnavailable, and BrokenSeal where it was sealed in another place."""
        if not is_sealed(value.stored):
            return ClearText(value.stored)
        case = owner_of(value.stored)
        if self._known_case(instance) not in (None, case):
            raise BrokenSeal("A sealed text of another case")
        key, place = CASE_KEYS.held_key(case), self._place(instance)
        try:
            return open_text(value.stored, key=key, place=place)
        except BrokenSeal:  # a row of history that was written while the key was not there
            if not is_history(instance):
                raise
            of_row = [type(instance).instance_type._meta.db_table, place[1], str(instance.id), ""]
            return open_text(value.stored, key=key, place=of_row)

    def to_store(self, instance: Any, *, is_new: bool) -> Any:
        """The text as it is stored. Raises Refused where the key is not there, or was not."""
        value = instance.__dict__.get(self.field.attname)
        before = instance.__dict__.get(f"_{self.field.attname}_stored")
        try:
            if isinstance(value, StoredText):
                if not is_new:
                    return value
                value = self.opened(instance, value)
            if isinstance(before, StoredText) and not is_new and isinstance(value, NotKept):
                return before if is_sealed(before.stored) else StoredText(NOT_KEPT)
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
        if isinstance(value, NotKept):
            return StoredText(NOT_KEPT)
        if isinstance(value, UnopenedText):
            if is_history(instance) and value.stored:
                return value.stored
            raise BrokenSeal("A text that did not open is not stored elsewhere")
        if str(value) in sentences():
            raise BrokenSeal("The sentence that stands for a text is not stored as one")
        if not settings.SEAL_TEXTS and not is_sealed(value):
            return StoredText(value)
        try:
            return self.sealed(instance, value)
        except KeyUnavailable:
            if is_history(instance) and isinstance(value, ClearText):
                return StoredText(value)  # as the row itself still has it
            raise

    def sealed(self, instance: Any, value: str) -> StoredText:
        """A text of a row, sealed. Raises KeyUnavailable."""
        case = self.case_of(instance)
        key = key_to_seal_case_with(case)
        return StoredText(seal_text(value, key=key, owner=case, place=self._place(instance)))

    def case_of(self, instance: Any) -> UUID:
        """The id of a row's case."""
        row = instance
        for name in case_path(type(instance)):
            row = getattr(row, name)
        case: UUID = getattr(row, case_column(type(row)))
        return case

    def _known_case(self, instance: Any) -> UUID | None:
        """The id of a row's case, where nothing need be read for it."""
        row = instance
        for name in case_path(type(instance)):
            row = row._state.fields_cache.get(name)
            if row is None:
                return None
        known: UUID | None = row.__dict__.get(case_column(type(row)))
        return known

    def _place(self, instance: Any) -> list[str]:
        """Where a text is: a row of history has the moment as well, since it has many of a row."""
        names = getattr(type(instance), "row_named_by", ("id",))
        moment = in_words(instance.history_date) if is_history(instance) else ""
        named = [in_words(getattr(instance, name)) for name in names]
        return [instance._meta.db_table, self.field.column, *named, moment]


def opened_in(
    model: type[models.Model], column: str, stored: str | None, names: dict[str, Any]
) -> str | None:
    """
    A text that a query read without its row, opened as it would be on it.

    names: {column of row_names(): its value, as it is or as JSON has it}.
    """
    if not stored:
        return stored
    row = model.__new__(model)
    for name, value in names.items():
        field = cast("models.Field[Any, Any]", model._meta.get_field(name))
        row.__dict__[name] = field.to_python(value)
    row._state = ModelState()
    row.__dict__[column] = StoredText(stored)
    text: str = getattr(row, column)
    return text
