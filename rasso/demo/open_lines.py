"""The lines of inquiry of a demo case that are still open when its suspects are referred."""

from datetime import timedelta
from typing import TYPE_CHECKING

from cases.open_lines import OpenLine

if TYPE_CHECKING:
    from rasso.demo.stories import Story

PHONE = "Demo text. Download of the suspect’s phone."
OF_PHONE = "Demo text. Messages of that night may show what was agreed."
FRIEND = "Demo text. Statement of the friend whom she called first."
OF_FRIEND = "Demo text. It would be the first account that was given to anybody."
AWAY = "Demo text. The friend is abroad, and has not said when they come back."
TAXI = "Demo text. Booking record of the taxi company."


def demo_open_lines(story: "Story") -> list[OpenLine]:
    """Two lines, in some cases one without a day; in some none, but for the Threshold Test."""
    kind = int(story.urn[4:9]) % 4
    if kind == 3 and story.urgency != "RED":
        return []
    day = story.today
    phone = OpenLine(PHONE, day + timedelta(days=21), may_change_decision=True, effect=OF_PHONE)
    if kind == 1:
        friend = OpenLine(FRIEND, undated_because=AWAY, may_change_decision=True, effect=OF_FRIEND)
        return [phone, friend]
    return [phone, OpenLine(TAXI, day + timedelta(days=10))]
