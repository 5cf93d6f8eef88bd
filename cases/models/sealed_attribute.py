"""
The attribute of a sealed column: opens it when it is read, and seals what is stored (ADR 109).

A text is opened when it is first read, so that a page pays for what it shows. What was stored
before the service sealed a column is read as it is.
"""

import logging
from functools import partial
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext

from cases.case_keys import CASE_KEYS
from cases.models.case_key_of_text import key_to_seal_case_with
from cases.models.sealed_forms import SealedForm, texts_in
from cases.models.stored_text import (
    CANNOT_BE_READ,
    NOT_KEPT,
    WAS_DESTROYED,
    WAS_NOT_KEPT,
    ClearFacts,
    ClearList,
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
    NotOpenedValue,
    is_sealed,
    open_text,
    owner_of,
    seal_text,
)

log = logging.getLogger(__name__)
UNOPENED = (UnopenedText, NotOpenedValue)
FROM_CLEAR = (ClearText, ClearFacts, ClearList)


class HasForm(Protocol):
    """A field of a sealed column."""

    form: SealedForm


class SealedTextAttribute(DeferredAttribute):
    """The attribute of a sealed column: opens it when it is read."""

    @property
    def form(self) -> SealedForm:
        """How the column is stored."""
        return cast(HasForm, self.field).form

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

    def stored_of(self, instance: Any) -> Any:
        """What is stored of a row that was read."""
        return instance.__dict__[f"_{self.field.attname}_stored"]

    def sealed_anew(self, instance: Any) -> StoredText:
        """The value of a row, sealed. Raises KeyUnavailable."""
        return self._sealed(instance, getattr(instance, self.field.attname))

    def _loaded(self, instance: Any) -> Any:
        """What the database has of a row that was read without this column."""
        rows = type(instance)._base_manager.filter(pk=instance.pk)
        return rows.values_list(self.field.attname, flat=True).get()

    def shown(self, instance: Any, value: StoredText) -> Any:
        """The value, or what stands for it: what is wrong is logged, without text."""
        found = self._opened_or_sentence(instance, value)
        if not isinstance(found, UnopenedText):
            return found
        found.stored = value
        standing = self.form.standing(found)
        standing.stored = value
        return standing

    def _opened_or_sentence(self, instance: Any, value: StoredText) -> Any:
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

    def opened(self, instance: Any, value: StoredText) -> Any:
        """The value. Raises KeyUnavailable, and BrokenSeal where it was sealed in another place."""
        return self.form.opened(value.stored, partial(self._opened_text, instance))

    def _opened_text(self, instance: Any, stored: str, *part: str) -> str:
        """One text of a value; part: which it is, where there are several."""
        if not is_sealed(stored):
            return ClearText(stored)
        case = owner_of(stored)
        if self._known_case(instance) not in (None, case):
            raise BrokenSeal("A sealed text of another case")
        key, place = CASE_KEYS.held_key(case), self._place(instance)
        try:
            return open_text(stored, key=key, place=[*place, *part])
        except BrokenSeal:  # a row of history that was written while the key was not there
            if not is_history(instance):
                raise
            of_row = [type(instance).instance_type._meta.db_table, place[1], str(instance.id), ""]
            return open_text(stored, key=key, place=[*of_row, *part])

    def to_store(self, instance: Any, *, is_new: bool) -> Any:
        """The value as it is stored. Raises Refused where the key is not there, or was not."""
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
                if isinstance(value, UNOPENED):
                    return before
                if self.form.same(self.opened(instance, before), value):
                    return before
            return self._stored(instance, value)
        except (KeyUnavailable, BrokenSeal) as error:
            raise Refused(TEXTS_CANNOT_BE_KEPT, is_stage=True) from error

    def _stored(self, instance: Any, value: Any) -> Any:
        """A new value as it is stored."""
        if isinstance(value, UNOPENED):
            if is_history(instance) and value.stored:
                return value.stored
            raise BrokenSeal("A text that did not open is not stored elsewhere")
        if not value or isinstance(value, DatabaseDefault):  # the database's own "" in a new row
            return value
        if isinstance(value, NotKept):
            return StoredText(NOT_KEPT)
        if not sentences().isdisjoint(map(str, texts_in(value))):
            raise BrokenSeal("The sentence that stands for a text is not stored as one")
        if not settings.SEAL_TEXTS and not self.form.is_taken_for_sealed(value):
            return StoredText(self.form.in_clear(value))
        try:
            return self._sealed(instance, value)
        except KeyUnavailable:
            if is_history(instance) and isinstance(value, FROM_CLEAR):
                return StoredText(self.form.in_clear(value))  # as the row itself still has it
            raise

    def _sealed(self, instance: Any, value: Any) -> StoredText:
        case = self.case_of(instance)
        key, place = key_to_seal_case_with(case), self._place(instance)

        def seal_one(text: str, *part: str) -> str:
            return seal_text(text, key=key, owner=case, place=[*place, *part])

        return StoredText(self.form.sealed(value, seal_one))

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


def opened_in(model: type[models.Model], column: str, stored: Any, names: dict[str, Any]) -> Any:
    """
    A value that a query read without its row, opened as it would be on it.

    stored: what is stored, as JSON has it. names: {column of row_names(): its value, as it is or as
    JSON has it}.
    """
    column_field = cast(HasForm, model._meta.get_field(column))
    read = column_field.form.read_of_json(stored)
    if not isinstance(read, StoredText):
        return read
    row = model.__new__(model)
    for name, value in names.items():
        field = cast("models.Field[Any, Any]", model._meta.get_field(name))
        row.__dict__[name] = field.to_python(value)
    row._state = ModelState()
    row.__dict__[column] = read
    return getattr(row, column)
