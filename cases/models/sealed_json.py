"""
Facts of rows as JSON, whose sealed texts are opened when the query returns (docs/decisions/0114).

    rows.values(facts=JSONFacts(kind="kind", text="text", by="by__name"))
    rows.values_list("kind", Opened("text"))

In place of Django's JSONObject, which Postgres refuses to make of a sealed column. A JSON object
that has others in it, also of subqueries, is a JSONFacts too.
"""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.expressions import Col
from django.db.models.functions import JSONObject

from cases.models.sealed_attribute import opened_in
from cases.models.sealed_columns import SealedColumn, Stored
from cases.models.stored_text import row_names

AT = "\x02at"  # begins the list that stands for a sealed text; nobody types its first character


class OpenedJSON(models.JSONField):
    """JSON in which each StoredAt is opened when it is read."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return opened_facts(super().from_db_value(value, expression, connection))


class StoredAt(models.Func):
    """A sealed column with its place, as JSON: [AT, model, column, what is stored, names]."""

    template = "jsonb_build_array(E'\\x02at', '%(model)s', '%(column)s', %(expressions)s)"
    output_field = OpenedJSON()

    @classmethod
    def of(cls, column: SealedColumn) -> "StoredAt":
        """A sealed column of a query that is resolved."""
        model = column.target.model
        fields = {field.attname: field for field in model._meta.concrete_fields}
        names = [Col(column.alias, fields[name]) for name in row_names(model)]
        label, name = model._meta.label, column.target.attname
        return cls(Stored(column), *names, model=label, column=name)


class Opened(models.F):
    """A sealed column by its name, opened when the query returns."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> StoredAt:
        column = super().resolve_expression(*args, **kwargs)
        if not isinstance(column, SealedColumn):
            raise TypeError("What is opened here is not sealed")
        return StoredAt.of(column)


def opened_facts(found: Any) -> Any:
    """JSON with each StoredAt in it opened, whether it is the whole or in objects and lists."""
    if isinstance(found, dict):
        return {name: opened_facts(value) for name, value in found.items()}
    if not isinstance(found, list):
        return found
    if found and found[0] == AT:
        _at, label, column, stored, *names = found
        model = apps.get_model(label)
        return opened_in(model, column, stored, dict(zip(row_names(model), names, strict=True)))
    return [opened_facts(each) for each in found]


class JSONFacts(JSONObject):
    """A JSON object of a row's facts; a sealed text among them is read with its place."""

    output_field = OpenedJSON()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> "JSONFacts":
        resolved: JSONFacts = super().resolve_expression(*args, **kwargs)
        resolved.set_source_expressions(
            [
                StoredAt.of(each) if isinstance(each, SealedColumn) else each
                for each in resolved.get_source_expressions()
            ]
        )
        return resolved
