"""Which suspects of a case its page shows: all, or a page of those of a very large case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from cases.states import CAPACITIES_ASKED
from people.access.scopes import Standing

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import SuspectRow

CARDS_ON_PAGE = 10


@dataclass(frozen=True)
class ShownSuspects:
    """
    The suspects that a reader asks for.

    most: how many at once; None for all. page: of so many, from 1. first: the number of one who
    comes before all others.
    """

    most: int | None = None
    page: int = 1
    first: int | None = None

    @classmethod
    def asked_for(cls, query: QueryDict) -> "ShownSuspects":
        """What a query string asks for: `suspects`, a page, or `suspect`, a number."""
        page, first = (_positive(query.get(name, "")) for name in ("suspects", "suspect"))
        return cls(CARDS_ON_PAGE, page or 1, first)

    def choose(self, rows: "Sequence[SuspectRow]", who: Standing) -> list[UUID]:
        """
        Ids of the suspects to show, in order.

        Where there are too many for one page, those on whom something is asked of the reader come
        first.
        """
        if self.most is None or len(rows) <= self.most:
            return [UUID(row["pk"]) for row in rows]

        def rank(row: "SuspectRow") -> tuple[bool, bool, int]:
            is_readers = bool(CAPACITIES_ASKED[row["state"]] & who.capacities)
            is_readers |= who.side in row["also_waits_for"]
            return row["number"] != self.first, not is_readers, row["number"]

        begin = (self.page - 1) * self.most
        return [UUID(row["pk"]) for row in sorted(rows, key=rank)[begin : begin + self.most]]


ALL_SUSPECTS = ShownSuspects()


def suspect_address(case: UUID, number: int) -> str:
    """The card of a suspect on the page of their case, however many it has."""
    return f"{reverse('see-case', args=[case])}?suspect={number}#suspect-{number}"


def _positive(text: str) -> int | None:
    """The number that a text is; None if it is none from 1 to 9999."""
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 5 else None
