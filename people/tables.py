"""
Tables that are made together, and the columns that many of them have. For use in migrations.

Django draws the model of a new table as it was then, and those of every table that it is tied to,
anew for each. Here nearly every table is tied to every other, so each file draws them once.
"""

import uuid
from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """These steps as one, of which each makes a table: models are drawn after the last of them."""

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


def own_id() -> tuple[str, models.UUIDField]:
    """An id that nobody can guess the next of."""
    field = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)
    return "id", field


def next_id() -> tuple[str, models.BigAutoField]:
    """An id that is counted up."""
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def to(model: str, **more: Any) -> models.ForeignKey:
    """A reference to a row that then cannot be removed."""
    return models.ForeignKey(
        **{"to": model, "on_delete": models.PROTECT, "related_name": "+", **more}
    )
