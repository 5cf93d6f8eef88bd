"""Roads of the scene on which a victim asks for a decision to be reviewed."""

from tests.browser.plans import LONG
from tests.cases.deciding import no_further_action
from tests.victims import reviewing


def reviewed_for_her(road):
    """
    About the first suspect one request was outside the scheme and one waits; about the second one
    is with a reviewer.
    """
    for suspect in road.suspects:
        no_further_action(road, suspect)
    outside = reviewing.asked(road, asked_not_to_proceed=True, exceptional_because=LONG[:300])
    with_reviewer = reviewing.asked(road, n=1)
    reviewing.named(road, with_reviewer)
    road.rights = [outside, with_reviewer, reviewing.asked(road)]
    return road


def review_over(road):
    """Overturned for a long reason; the victim is to be told."""
    no_further_action(road, road.suspects[0])
    right = reviewing.asked(road)
    reviewing.named(road, right)
    road.rights = [reviewing.decide(road, right, "OVERTURNED", text=f"{LONG}\n\n{LONG}")]
    return road
