"""A demo case of one suspect that goes its road without detours."""

from typing import Any

from rasso.demo.stories import Story


class PlainStory(Story):
    """
    A case on which no optional step happens, with one prosecutor whatever the seed.

    ending: the state or outcome that it reaches; each kind of story says which it knows.
    """

    def __init__(self, *args: Any, ending: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.ending, self.count, self.prosecutor = ending, 1, "prosecutor"

    def happens(self, likelihood: float, leads_to: str | None = None) -> bool:
        """No optional step happens."""
        return False
