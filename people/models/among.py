"""The lookup `among`: a column holds one of the values of an array, given as one parameter."""

from typing import Any

from django.db.models import Field, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup):
    """
    field__among=[1, 2]: `field = ANY('{1,2}')`. The same statement for any number of values.

    The values may be an expression whose result is an array. Unlike `in`, an empty list is no error
    that Django catches: no row is among nothing.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        values, value_params = self.process_rhs(compiler, connection)
        array = f"{self.lhs.output_field.db_type(connection)}[]"
        return f"{column} = ANY({values}::{array})", [*column_params, *value_params]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [list(value)]


Field.register_lookup(Among)
ForeignKey.register_lookup(Among)
