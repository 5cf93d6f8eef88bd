"""The matrix of proof on demo cases: what the officer draws, and the gap that the plan asks for."""

from typing import TYPE_CHECKING

from cases.models import Gap, ItemPurpose, Suspect
from cases.proof.actions import entries
from cases.proof.queries.places import proof_subjects
from people.access.scopes import scope_of
from rasso.demo import texts

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def draw_proof(story: "Story", suspects: list[Suspect]) -> None:
    """The officer records what bears on the points to prove, before the case is referred."""
    for suspect in suspects:
        first, *middle, last = _points(story, story.officer, suspect)
        for points, bearing in (
            ([first], texts.FIRST_ACCOUNT),
            (middle, texts.MESSAGES),
            ([last], texts.HIS_ACCOUNT),
        ):
            if points:
                story.do(
                    story.officer, entries.add_bearing, suspect=suspect, points=points, **bearing
                )


def fill_gap(story: "Story", what: str, suspects: list[Suspect]) -> dict[str, object]:
    """The prosecutor records what is missing to prove the last point, and asks for it."""
    gaps: list[Gap] = [
        story.do(
            story.prosecutor, entries.add_gap, suspect=suspect, weight="ESSENTIAL", text=what,
            points=_points(story, story.prosecutor, suspect)[-1:], material="DOCUMENT",
        )
        for suspect in suspects
    ]  # fmt: skip
    return {"purpose": ItemPurpose.GAP, "gaps": [gap.pk for gap in gaps]}


def _points(story: "Story", role: str, suspect: Suspect) -> list[str]:
    """Keys of the points to prove of the suspect's first allegation."""
    scope = scope_of(story.pair.people[role], at=story.world.now)
    return [place.key for place in proof_subjects(suspect, scope)[0].places]
