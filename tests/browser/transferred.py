"""A case of the scene that is offered to another CPS unit."""

from tests.browser.plans import LONG
from tests.cases.moving import offer


def offered(road):
    """The second unit has yet to answer; the reason is as long as it may be."""
    road.transfer = offer(road, reason=LONG[:500])
    return road
