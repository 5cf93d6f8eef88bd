"""The matrix of proof on demo cases: what the officer draws, and the gap that the plan asks for."""

from typing import TYPE_CHECKING

from cases.models import Gap, ItemPurpose, OffencePoints, Suspect
from cases.proof.actions import entries, points_reviews
from cases.proof.queries.places import proof_subjects
from cases.states import State
from people.access.scopes import scope_of
from rasso.demo import texts
from rasso.demo.cast import Pair
from rasso.demo.simulated_time import Road, SimulatedTime, hours

RAPE = "soa2003-s1"  # by its name in cases/data/points_to_prove.toml

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def draw_proof(story: "Story") -> None:
    """The officer records what bears on the points to prove, in the stories of open cases."""
    for suspect in story.in_state(State.INVESTIGATING) if story.until else []:
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


def purpose_of_action(
    story: "Story", what: str, suspects: list[Suspect], n: int
) -> dict[str, object]:
    """
    What an action is for. n: its place in the plan.

    The first one of an open case asks for a gap: the prosecutor records what is missing to prove
    the last point. Every other follows a line of inquiry.
    """
    if n or not story.until:
        return {"purpose": ItemPurpose.INQUIRY}
    gaps: list[Gap] = [
        story.do(
            story.prosecutor, entries.add_gap, suspect=suspect, weight="ESSENTIAL", text=what,
            points=_points(story, story.prosecutor, suspect)[-1:], material="DOCUMENT",
        )
        for suspect in suspects
    ]  # fmt: skip
    return {"purpose": ItemPurpose.GAP, "gaps": [gap.pk for gap in gaps]}


def review_points_of_rape(world: SimulatedTime, pair: Pair) -> Road:
    """A manager of the CPS unit says that the points to prove of rape are right."""
    yield hours(1)
    at = world.now
    points_reviews.review_points(
        points=OffencePoints.objects.get(key=RAPE, is_current=True), is_right=True,
        by=scope_of(pair.people["manager"], at=at), at=at,
        text="Made up for the demo: no lawyer has read these points.",
    )  # fmt: skip


def _points(story: "Story", role: str, suspect: Suspect) -> list[str]:
    """Keys of the points to prove of the suspect's first allegation."""
    scope = scope_of(story.pair.people[role], at=story.world.now)
    return [place.key for place in proof_subjects(suspect, scope)[0].places]
