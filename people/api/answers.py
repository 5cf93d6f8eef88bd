"""What a door answers."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """
    body: plain data; version: of the row it is about, told as its ETag.
    """

    body: object = None
    status_code: int = 200
    version: object = None
    headers: dict = field(default_factory=dict)


def etag(version):
    """The version of a row, which an act compares; not of the rows beside it in the answer."""
    return f'"{version}"'
