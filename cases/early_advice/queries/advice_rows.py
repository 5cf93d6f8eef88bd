"""A request for early advice as a row of the case page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cases.statuses import AdviceStatus


@dataclass(frozen=True)
class AdviceRow:
    """The fields of a request that its row and the permission table need."""

    pk: str
    status: str
    number: int | None  # None until a supervisor has sent it
    writers: list[int]  # ids of accounts
    adviser_id: int | None
    adviser: str | None
    written_at: datetime
    suspects: list[int]  # their numbers

    @classmethod
    def from_values(cls, row: dict[str, Any]) -> "AdviceRow":
        """Build a row from the JSON that the query of the case returns."""
        at = datetime.fromisoformat(row["at"])
        return cls(**{name: row[name] for name in row if name != "at"}, written_at=at)

    @property
    def said(self) -> str | Promise:
        """The status as text."""
        return AdviceStatus(self.status).label


def advice_rows_with_suspects(lines: Iterable[AdviceRow]) -> Iterator[tuple[AdviceRow, set[int]]]:
    """(request, suspect numbers) newest first, without suspects of a later sent request."""
    taken: set[int] = set()
    for line in lines:
        yield line, set(line.suspects) - taken
        if line.number is not None:
            taken |= set(line.suspects)
