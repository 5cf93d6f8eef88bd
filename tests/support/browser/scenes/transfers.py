"""A case of the scene that is offered to another CPS unit."""

from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.second_unit import offer


def offered(road):
    """The second unit has not answered the offer; its reason has the maximum length."""
    road.transfer = offer(road, reason=LONG[:500])
    return road
