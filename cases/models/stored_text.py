"""What is stored of a sealed text, what stands for one, and by what its row is named (ADR 109)."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext, gettext_noop

from people.access.sealed_text import NotOpened

WAS_NOT_KEPT = gettext_noop("Not kept: the key of the case could not be reached.")
WAS_DESTROYED = gettext_noop("This text was destroyed with its case.")
CANNOT_BE_READ = gettext_noop("This text cannot be read now. The fault has been reported.")


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


class ClearText(str):
    """A text that is stored in clear, from before its column was sealed."""


class ClearFacts(dict[str, Any]):
    """Facts that are stored in clear, from before their column was sealed."""


class ClearList(list[Any]):
    """A list that is stored in clear, from before its column was sealed."""


class UnopenedText(NotOpened):
    """
    The sentence that stands for a text that does not open. It is never stored as one.

    stored: what it stands for, which a row of history keeps as it is.
    """

    stored: StoredText | None = None


NOT_KEPT = "\x02not kept"  # stored where a text could not be sealed; nobody types its beginning


class NotKept(str):
    """A text that an act must have, in an act that goes on without the key: it is not stored."""


def is_history(instance: models.Model) -> bool:
    """Whether a row is one of history."""
    return hasattr(type(instance), "history_id")


def in_words(value: object) -> str:
    """A value by which a row is named, the same whether it was read or is to be written."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def row_names(model: type[models.Model]) -> tuple[str, ...]:
    """The columns by which a sealed text of a model is found to be in its place, its case first."""
    case = () if case_path(model) or not hasattr(model, "case_id") else ("case_id",)
    moment = ("history_date",) if hasattr(model, "history_id") else ()
    return (*case, *getattr(model, "row_named_by", ("id",)), *moment)


def case_path(model: type[models.Model]) -> list[str]:
    """The foreign keys from a row to the one that has its case; none where it has it itself."""
    path: str = getattr(model, "case_from", "")
    return path.split("__") if path else []


def case_column(model: type[models.Model]) -> str:
    """The attribute with the id of a row's case: of a case itself, and of its history, its own."""
    return "case_id" if hasattr(model, "case_id") else "id"


def sentences() -> set[str]:
    """What stands for a text that does not open, in English and in the language of the reader."""
    said = (WAS_NOT_KEPT, WAS_DESTROYED, CANNOT_BE_READ)
    return {*said, *map(gettext, said)}
