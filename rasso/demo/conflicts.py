"""A conflict of interest in the demo: an officer who is related to somebody on one case."""

from typing import TYPE_CHECKING

from cases.case_access.actions import conflicts
from rasso.demo import texts

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def record_relative_conflict(story: "Story") -> None:
    """The supervisor records that the other officer of the unit is a relative."""
    other = {"officer": "officer2", "officer2": "officer"}[story.officer]
    story.do(
        "supervisor", conflicts.record_conflict, case=story.case, kind="RELATIVE",
        person=story.pair.people[other], reason=texts.KEPT_APART,
    )  # fmt: skip
