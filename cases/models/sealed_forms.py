"""
How a value of a sealed column is stored: text, JSON as one text, or a list of texts (ADR 109, 114).

A form works on what is stored as one str (StoredText.stored): of a text the text, or what it was
sealed to; of JSON the JSON, or what its JSON was sealed to; of a list the JSON of its parts, each a
text or what it was sealed to.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from cases.models.stored_text import (
    NOT_KEPT,
    ClearFacts,
    ClearList,
    StoredText,
    UnopenedText,
)
from people.access.sealed_text import NotOpenedFacts, NotOpenedList, NotOpenedValue, is_sealed

# Opens or seals one text; further words say which part of the row's value it is.
OpenOne = Callable[..., str]


class SealedForm(ABC):
    """How the values of one kind of sealed column are stored."""

    empty: ClassVar[tuple[object, ...]]  # values that are never sealed
    # SQL of a column: whether it is sealed, and whether anything in it is in clear. %(mark)s begins
    # what is sealed, %(not_kept)s is NOT_KEPT.
    sealed_sql: ClassVar[str]
    clear_sql: ClassVar[str]

    def read(self, value: Any) -> Any:
        """A StoredText of what the database gave, or the value itself where it is empty."""
        return StoredText(value) if value else value

    def read_of_json(self, value: Any) -> Any:
        """As read(), of what JSON that the database made of the row has of the column."""
        return self.read(value)

    def for_database(self, stored: str) -> Any:
        """What is stored, as the database takes it."""
        return stored

    @abstractmethod
    def opened(self, stored: str, open_one: OpenOne) -> Any:
        """The value. Raises what open_one raises."""

    @abstractmethod
    def sealed(self, value: Any, seal_one: OpenOne) -> str:
        """A value as it is stored, sealed. Raises what seal_one raises."""

    @abstractmethod
    def in_clear(self, value: Any) -> str:
        """A value as it is stored in clear."""

    @abstractmethod
    def standing(self, sentence: UnopenedText) -> Any:
        """What stands for a value that does not open."""

    def same(self, opened: Any, value: Any) -> bool:
        """Whether a value is what was opened."""
        return bool(opened == value)

    def is_taken_for_sealed(self, value: Any) -> bool:
        """Whether a value would be taken for a sealed one if it were stored in clear."""
        return any(is_sealed(text) for text in texts_in(value))


class TextForm(SealedForm):
    """A text."""

    empty: ClassVar[tuple[object, ...]] = ("", None)
    sealed_sql = "starts_with({column}, %(mark)s)"
    clear_sql = (
        "{column} <> '' AND NOT starts_with({column}, %(mark)s) AND {column} <> %(not_kept)s"
    )

    def opened(self, stored: str, open_one: OpenOne) -> str:
        return open_one(stored)

    def sealed(self, value: str, seal_one: OpenOne) -> str:
        return seal_one(value)

    def in_clear(self, value: str) -> str:
        return value

    def standing(self, sentence: UnopenedText) -> UnopenedText:
        return sentence


class JSONForm(SealedForm):
    """
    JSON of facts or rows, sealed whole: then the column has a JSON string.

    encoder: of values that JSON has not, such as days. are_rows: it is a list.
    """

    empty: ClassVar[tuple[object, ...]] = ({}, [], None)
    sealed_sql = "jsonb_typeof({column}) = 'string' AND starts_with({column} #>> '{{}}', %(mark)s)"
    clear_sql = "jsonb_typeof({column}) IN ('object', 'array') AND {column} NOT IN ('{{}}', '[]')"

    def __init__(self, encoder: type[json.JSONEncoder] | None = None, *, are_rows: bool) -> None:
        self._encoder, self._are_rows = encoder, are_rows

    def read(self, value: str | None) -> Any:
        found = value if value is None else json.loads(value)
        return self.read_of_json(found)

    def read_of_json(self, value: Any) -> Any:
        if not value:
            return value
        return StoredText(value if isinstance(value, str) else json.dumps(value))

    def for_database(self, stored: str) -> Any:
        return stored if is_sealed(stored) or stored == NOT_KEPT else json.loads(stored)

    def opened(self, stored: str, open_one: OpenOne) -> Any:
        if is_sealed(stored):
            return json.loads(open_one(stored))
        found = json.loads(stored)
        return ClearList(found) if isinstance(found, list) else ClearFacts(found)

    def sealed(self, value: Any, seal_one: OpenOne) -> str:
        return seal_one(self.in_clear(value))

    def in_clear(self, value: Any) -> str:
        return json.dumps(value, cls=self._encoder, ensure_ascii=False)

    def standing(self, sentence: UnopenedText) -> NotOpenedValue:
        return NotOpenedList(sentence) if self._are_rows else NotOpenedFacts(sentence)

    def same(self, opened: Any, value: Any) -> bool:
        return bool(opened == json.loads(self.in_clear(value)))

    def is_taken_for_sealed(self, value: Any) -> bool:
        return False  # no JSON of facts or rows begins as what is sealed does


class ListForm(SealedForm):
    """A list of texts, each sealed with its place in the list and how many there are."""

    empty: ClassVar[tuple[object, ...]] = ([], None)
    sealed_sql = "EXISTS (SELECT FROM unnest({column}) AS part WHERE starts_with(part, %(mark)s))"
    clear_sql = (
        "EXISTS (SELECT FROM unnest({column}) AS part"
        " WHERE part <> '' AND NOT starts_with(part, %(mark)s))"
    )

    def read(self, value: list[str] | None) -> Any:
        return StoredText(json.dumps(value)) if value else value

    def for_database(self, stored: str) -> Any:
        return json.loads(stored)

    def opened(self, stored: str, open_one: OpenOne) -> list[str]:
        parts = json.loads(stored)
        found = [open_one(each, _place(n, parts)) for n, each in enumerate(parts)]
        return found if any(map(is_sealed, parts)) else ClearList(found)

    def sealed(self, value: Any, seal_one: OpenOne) -> str:
        return json.dumps(
            [seal_one(each, _place(n, value)) if each else "" for n, each in enumerate(value)]
        )

    def in_clear(self, value: Any) -> str:
        return json.dumps(list(value))

    def standing(self, sentence: UnopenedText) -> NotOpenedList:
        parts = json.loads(sentence.stored.stored) if sentence.stored else ()
        return NotOpenedList(sentence, len(parts))


def _place(n: int, parts: list[str]) -> str:
    """Which of how many parts one is, from 0."""
    return f"{n + 1} of {len(parts)}"


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value: itself, or those in its lists and facts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from texts_in(each)
