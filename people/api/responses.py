"""What a door answers."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """
    body: plain data; version: of the row it is about, told as its ETag.
    """

    body: Any = None
    status_code: int = 200
    version: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


def etag(version: object) -> str:
    """The version of a row, which an act compares; not of the rows beside it in the answer."""
    return f'"{version}"'
