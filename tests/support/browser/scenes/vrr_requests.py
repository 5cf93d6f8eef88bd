"""Roads of the scene on which a victim asks for a decision to be reviewed."""

from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.decisions import no_further_action
from tests.support.victims import vrr_requests


def reviewed_for_her(road):
    """
    About a third suspect, whom the police did not interview, one request is outside the scheme;
    about the first one waits, and about the second one is with a reviewer.
    """
    other = road.add_suspect()
    outside = vrr_requests.of_the_police(
        road, number=other.number, is_interviewed=False, exceptional_because=LONG[:300]
    )
    type(other).objects.system("test").filter(pk=other.pk).update(only_side="")
    for suspect in road.suspects:
        no_further_action(road, suspect)
    with_reviewer = vrr_requests.asked(road, n=1)
    vrr_requests.named(road, with_reviewer)
    road.rights = [outside, with_reviewer, vrr_requests.asked(road)]
    return road


def review_over(road):
    """Overturned for a long reason; the victim is to be told."""
    no_further_action(road, road.suspects[0])
    right = vrr_requests.asked(road)
    vrr_requests.named(road, right)
    road.rights = [vrr_requests.decide(road, right, "OVERTURNED", text=f"{LONG}\n\n{LONG}")]
    return road
