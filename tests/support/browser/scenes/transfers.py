"""A case of the scene that is offered to another CPS unit."""

from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.second_unit import offer_transfer


def offer_to_second_unit(builder):
    """The second unit has not answered the offer; its reason has the maximum length."""
    builder.transfer = offer_transfer(builder, reason=LONG[:500])
    return builder
