"""The parts of a closing report, as a form or a call gives them to the action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import Victim
from people.models import User


@dataclass(frozen=True)
class LineOfInquiry:
    """A line of inquiry: done, or not and why."""

    text: str
    is_done: bool
    why_not: str = ""


@dataclass(frozen=True)
class VictimAnswer:
    """
    What a victim said in their own words, or why they were not asked.

    spoke: who spoke with them; None: their ISVA. told: codes of ToldBefore.
    """

    victim: Victim
    said: str = ""
    spoke: User | None = None
    on: date | None = None
    how: str = ""
    told: Sequence[str] = ()
    not_asked_because: str = ""
