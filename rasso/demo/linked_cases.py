"""
Demo cases that may concern the same suspect: two are linked, one is found to be about another
person, and one is only a possible match.
"""

from collections.abc import Callable, Iterator
from typing import Any

from cases.case_details.actions import cases, linked_cases
from rasso.demo import texts
from rasso.demo.simulated_time import Road
from rasso.demo.stories import Story

REFERENCE = "DEMO/2026/1992"
NOT_ALIKE = "Demo text. They are cousins: the days of birth and the addresses are different."


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
            why = NOT_ALIKE if self.what_then is linked_cases.dismiss_match else texts.ALIKE
            about = {"case": self.case, "other": self.first.case}
            self.do(self.officer, self.what_then, reason=why, **about)
        yield self.wait(1, 2)

    def facts(self) -> dict[str, object]:
        return super().facts() | {"surname": self.surname}


def linked_case_stories(one: Callable[..., Story]) -> Iterator[Story]:
    """Four cases in the order they are opened; `one` makes a story of each."""
    first = one(surname="Demonson")
    yield first
    yield one(surname="Demonsson", first=first, what_then=linked_cases.link_case)
    yield one(surname="Demonssen", first=first, what_then=linked_cases.dismiss_match)
    yield one(surname="Demonsen", first=first)
