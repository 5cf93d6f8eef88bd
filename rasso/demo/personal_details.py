"""The personal details of a demo case's suspects, and what each of them says."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cases.case_details.actions.personal_details import record_personal_details
from cases.models import Suspect

if TYPE_CHECKING:
    from rasso.demo.stories import Story

# What is recorded, in turn by the serial number of the case; None: nothing yet.
RECORDED: tuple[dict[str, str] | None, ...] = (
    {
        "gender": "MALE", "ethnic_group": "W1", "nationality": "British",
        "needs_interpreter": "NO", "mental_health": "Demo text. None known.",
        "other_proceedings": "Demo text. None known.",
    },
    {
        "gender": "MALE", "ethnic_group": "DECLINED", "nationality": "Polish",
        "needs_interpreter": "YES", "language": "Polish",
        "mental_health": "Demo text. An appropriate adult was present in the interview.",
    },
    None,
)  # fmt: skip
SAID = (
    "Demo text. In interview he said that she agreed to all of it.",
    "Demo text. In interview he said that she took his hand, and that he took this for a yes.",
)


def record_demo_details(story: "Story") -> None:
    """The officer records them of the first suspect; in some stories not yet."""
    recorded = RECORDED[int(story.urn[4:9]) % len(RECORDED)]
    suspect = story.case.suspects.unscoped("demo").order_by("number").first()
    if recorded and suspect:
        story.do(story.officer, record_personal_details, suspect=suspect, **recorded)


def demo_accounts(suspects: Iterable[Suspect]) -> dict[str, str]:
    """{number of a suspect: what they say}."""
    return {str(each.number): SAID[each.number % len(SAID)] for each in suspects}
