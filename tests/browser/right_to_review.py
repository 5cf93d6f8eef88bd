"""Roads of the scene on which a victim asks for a decision to be reviewed."""

from tests.browser.plans import LONG
from tests.cases.deciding import no_further_action
from tests.victims import reviewing


def reviewed_for_her(road):
    """One request was outside the scheme, one was withdrawn, and one waits."""
    no_further_action(road, road.suspects[0])
    outside = reviewing.asked(road, asked_not_to_proceed=True, exceptional_because=LONG[:300])
    withdrawn = reviewing.asked(road)
    reviewing.acknowledge(road, withdrawn)
    reviewing.withdraw(road, withdrawn)
    road.rights = [outside, withdrawn, reviewing.asked(road)]
    return road
