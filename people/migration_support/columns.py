"""A migration operation that creates many tables together."""

from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """
    Several CreateModel operations as one.

    Django renders the historical models of a new table and of all related tables again for each
    operation. Here nearly all tables are related, so models are rendered once, after the last
    operation. A table may also refer to one that is created after it.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *steps: Operation) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # drop the rendered models; they are rendered on next use
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for step in self.steps:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for step in reversed(self.steps):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Make tables together"
