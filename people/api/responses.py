"""The response of an endpoint, before it becomes JSON."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """
    An endpoint's response. body: plain data. version: of the row it is about; sent as its ETag.
    """

    body: Any = None
    status_code: int = 200
    version: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


def etag(version: object) -> str:
    """The ETag of a row's version, for If-Match. Other rows in the response do not change it."""
    return f'"{version}"'
