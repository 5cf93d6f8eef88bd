"""Roads of the scene with VRR requests."""

from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.decisions import no_further_action
from tests.support.victims import vrr_requests


def reviewed_for_her(road):
    """
    Three requests: outside the scheme, waiting, and with a reviewer.

    The first is about the third suspect, whom the police did not interview, the others about the
    first and the second.
    """
    other = road.add_suspect()
    outside = vrr_requests.of_the_police(
        road, number=other.number, is_interviewed=False, exceptional_because=LONG[:300]
    )
    type(other).objects.unscoped("test").filter(pk=other.pk).update(only_side="")
    for suspect in road.suspects:
        no_further_action(road, suspect)
    with_reviewer = vrr_requests.asked(road, n=1)
    vrr_requests.named(road, with_reviewer)
    road.rights = [outside, with_reviewer, vrr_requests.asked(road)]
    return road


def review_over(road):
    """A decision overturned for a long reason; the victim is still to be told."""
    no_further_action(road, road.suspects[0])
    right = vrr_requests.asked(road)
    vrr_requests.named(road, right)
    road.rights = [vrr_requests.decide(road, right, "OVERTURNED", text=f"{LONG}\n\n{LONG}")]
    return road
