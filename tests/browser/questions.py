"""A road of the scene on which the police question what is asked."""

from datetime import timedelta

from cases.actions import challenges
from tests.browser.plans import LONG


def questioned(road):
    """A variation with long words, a challenge, and an action that the police accept."""
    road.plan({"text": LONG}, {"text": "Get her diary."}, {})
    varied, challenged, accepted = road.items
    on = (road.at + timedelta(days=30)).date()
    road.do(
        challenges.vary_item, "officer", item=varied, text=LONG, proposed_text=LONG + LONG,
        proposed_on=on,
    )  # fmt: skip
    road.do(
        challenges.challenge_item, "officer", item=challenged, reason="DISPROPORTIONATE", text=LONG
    )
    road.do(challenges.accept_item, "officer", item=accepted)
    return road
