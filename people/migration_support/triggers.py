"""Migration operations on tables whose triggers would refuse them."""

from typing import Any

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.fields import AlterField

from people.migration_support.columns import Together

TRIGGERS = """
SELECT tgname, pg_get_triggerdef(oid), obj_description(oid, 'pg_trigger') FROM pg_trigger
WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY tgname
"""


class AlterWithTriggers(Together):
    """
    Several AlterField operations as one, on tables whose triggers name the columns.

    Postgres changes no type of a column that a trigger names. So the triggers of the tables are
    taken off and put back as they were, with their comments, in the transaction of the migration,
    which keeps others from the tables.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        back = [
            statement
            for table in sorted(self._tables(app_label, to_state))
            for statement in _take_off(schema_editor, table)
        ]
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in back:
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def _tables(self, app_label: str, state: Any) -> set[str]:
        steps = [step for step in self.steps if isinstance(step, AlterField)]
        return {state.apps.get_model(app_label, each.model_name)._meta.db_table for each in steps}

    def describe(self) -> str:
        return "Change columns that triggers name"


class RunSQLWithoutTriggers(RunSQL):
    """
    SQL that fills a column of a table whose triggers refuse a change, such as one that only grows.

    The triggers are taken off and put back as they were, in the transaction of the migration, which
    keeps others from the table.
    """

    def __init__(self, table: str, sql: str) -> None:
        super().__init__(sql, RunSQL.noop)
        self.table = table

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        back = _take_off(schema_editor, self.table)
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in back:
            schema_editor.execute(statement)


def _take_off(schema_editor: Any, table: str) -> list[str]:
    """Drop the triggers of a table. Returns the statements that put them back."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [table])
        found = cursor.fetchall()
    quote, back = schema_editor.quote_value, list[str]()
    for name, definition, comment in found:
        schema_editor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
        back.append(definition)
        if comment:
            back.append(f'COMMENT ON TRIGGER "{name}" ON "{table}" IS {quote(comment)}')
    return back
