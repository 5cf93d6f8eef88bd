"""
Columns that are sealed with the key of the row's case (docs/decisions/0109, 0114).

In Python one is what was given to it: a text, facts or rows of JSON, or a list of texts. In the
database it is what people.access.sealed_text makes of it, in rows of history too; what is empty
stays so.
"""

from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import Col

from cases.models.sealed_attribute import SealedTextAttribute
from cases.models.sealed_columns import (
    LOOKUPS,
    SealedColumn,
    as_stored,
    is_order_of,
    is_part_of_another,
)
from cases.models.sealed_forms import JSONForm, ListForm, SealedForm, TextForm
from cases.models.stored_text import StoredText


class SealedField(models.Field):  # type: ignore[type-arg]  # runtime has no arguments
    """
    A column that is sealed with the key of its row's case.

    Rows are found by whether it is empty, and by nothing else of it. It is written by saving its
    row, never by an UPDATE of many. A model whose rows have no case says in case_from by which
    foreign key it is found; one whose keys the database gives says in row_named_by which of its
    columns name a row, since a column is sealed before its row has a key.
    """

    is_sealed_with_case_key = True
    form: SealedForm
    unsealed: ClassVar[str]  # the field that it is for migrations, which know no key

    def deconstruct(self) -> Any:
        """As what it is without a key: migrations know none."""
        name, _path, args, kwargs = super().deconstruct()
        return name, self.unsealed, list(args), dict(kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, SealedTextAttribute(self))

    def from_db_value(self, value: Any, *_args: object) -> Any:
        return self.form.read(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, StoredText):
            return self.form.for_database(value.stored)
        if value in self.form.empty:
            return value
        raise TypeError(f"{self.name} is sealed: save its row, and look only for what is empty")

    def get_placeholder(self, value: Any, *_args: object) -> str:
        """Raises TypeError for an expression, from which Postgres would store text in clear."""
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} is sealed: save its row, and update it by no expression")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in LOOKUPS:
            raise TypeError(f"{self.name} is sealed: nothing of it can be looked for")
        return LOOKUPS[lookup_name]

    def get_transform(self, lookup_name: str) -> Any:
        raise TypeError(f"{self.name} is sealed: nothing in it can be looked for")

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
        """What is stored: as it was where the value is the same, else sealed anew."""
        self.take_text(model_instance)
        attribute = cast(SealedTextAttribute, getattr(type(model_instance), self.attname))
        value = attribute.to_store(model_instance, is_new=add)
        attribute.remember(model_instance, value)
        return value


class SealedTextField(SealedField, models.TextField):  # type: ignore[type-arg]  # str, as inferred
    """A text that is sealed."""

    form = TextForm()
    unsealed = "django.db.models.TextField"


class SealedJSONField(SealedField, models.JSONField):
    """
    JSON that is sealed whole: its keys too.

    are_rows: it is a list of facts; otherwise it is one object. Empty JSON stays as it is.
    """

    unsealed = "django.db.models.JSONField"

    def __init__(self, *args: Any, are_rows: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = JSONForm(self.encoder, are_rows=are_rows)


class SealedListField(SealedField, ArrayField):  # type: ignore[type-arg]
    """A list of texts, each sealed. How many there are can be seen, and asked in SQL."""

    form = ListForm()
    unsealed = "django.contrib.postgres.fields.ArrayField"

    def __init__(self, base_field: Any = None, **kwargs: Any) -> None:
        super().__init__(base_field or models.TextField(), **kwargs)

    def get_placeholder(self, value: Any, *args: object) -> str:
        return f"{SealedField.get_placeholder(self, value, *args)}::text[]"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        return None if lookup_name == "len" else super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return StoredLength if lookup_name == "len" else super().get_transform(lookup_name)


class StoredLength(models.Transform):
    """How many texts a sealed list has."""

    lookup_name = "len"
    output_field = models.IntegerField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        sql, params = compiler.compile(self.lhs)
        return f"coalesce(array_length({as_stored(sql)}, 1), 0)", params
