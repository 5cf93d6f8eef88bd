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
    """A strong validator: the version of the row, which an act compares."""
    return f'"{version}"'
