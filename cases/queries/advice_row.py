"""A request for early advice as the page of its case lists it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cases.statuses import AdviceStatus


@dataclass(frozen=True)
class AdviceRow:
    """As much of a request as its line, and the rules about it, ask for."""

    pk: str
    status: str
    number: int | None  # none before a supervisor sent it
    writers: list
    adviser_id: int | None
    adviser: str | None
    written_at: datetime
    suspects: list  # their numbers

    @classmethod
    def of(cls, row: dict[str, Any]) -> "AdviceRow":
        """From the facts that the query of the case brings along."""
        at = datetime.fromisoformat(row["at"])
        return cls(**{name: row[name] for name in row if name != "at"}, written_at=at)

    @property
    def said(self) -> str | Promise:
        """Where the request stands, in words."""
        return AdviceStatus(self.status).label


def advice_rows_with_suspects(lines: Iterable[AdviceRow]) -> Iterator[tuple[AdviceRow, set[int]]]:
    """Each request, the newest first, with the numbers of those no later one was sent about."""
    taken: set[int] = set()
    for line in lines:
        yield line, set(line.suspects) - taken
        if line.number is not None:
            taken |= set(line.suspects)
