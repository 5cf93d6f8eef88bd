"""Tables that are made together. For use in migrations."""

from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """
    These steps as one, of which each makes a table.

    Django draws the model of a new table as it was then, and those of every table that it is tied
    to, anew for each. Here nearly every table is tied to every other, so models are drawn once,
    after the last of the steps. And a table may refer to one that is made after it.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *steps: Operation) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # what was drawn; whoever asks next has all of it drawn
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
