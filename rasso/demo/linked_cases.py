"""
Demo cases that may concern the same suspect: one pair is linked, one is only a possible match.
"""

from collections.abc import Callable, Iterator
from typing import Any

from cases.case_details.actions import cases, linked_cases
from rasso.demo import texts
from rasso.demo.simulated_time import Road
from rasso.demo.stories import Story

REFERENCE = "DEMO/2026/1992"


class LinkedCaseStory(Story):
    """
    A case opened after a similar one. what_then: the action that the officer takes about both.
    """

    def __init__(
        self,
        *args: Any,
        surname: str,
        first: Story | None = None,
        what_then: Callable[..., object] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(*args, **facts)
        self.surname, self.first, self.what_then = surname, first, what_then

    def road(self) -> Road:
        self.open_case()
        self.do(
            self.officer, cases.record_crime_reference, case=self.case, crime_reference=REFERENCE
        )
        if self.what_then and self.first:
            other, why = self.first.case, texts.ALIKE
            self.do(self.officer, self.what_then, case=self.case, other=other, reason=why)
        yield self.wait(1, 2)

    def facts(self) -> dict[str, object]:
        return super().facts() | {"surname": self.surname}


def linked_case_stories(one: Callable[..., Story]) -> Iterator[Story]:
    """Three cases in the order they are opened; `one` makes a story of each."""
    first = one(surname="Demonson")
    yield first
    yield one(surname="Demonsson", first=first, what_then=linked_cases.link_case)
    yield one(surname="Demonsen", first=first)
