"""A road of the scene on which the police challenge action items."""

from datetime import timedelta

from cases.action_plans.actions import challenge_resolution, challenges
from tests.support.browser.scenes.action_plans import LONG


def questioned(road):
    """A variation with long text, a challenge, and an action that the police accept."""
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


def disputed(road):
    """
    Three actions that the prosecutor does not change; two people are named to resolve the last two.
    """
    road.plan({"text": LONG}, {"text": "Get her diary."}, {"text": LONG})
    for item in road.items:
        road.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text=LONG)
        road.do(challenges.answer_challenge, "prosecutor", item=item, answer="HOLD", text=LONG)
    two = {"inspector": road.cast.inspector, "manager": road.cast.manager}
    for item in road.items[1:]:
        road.do(challenge_resolution.send_challenge_up, "officer", item=item, text=LONG, **two)
    outcome = {"outcome": "PART", "text": LONG, "new_text": LONG + LONG}
    road.do(challenge_resolution.propose_outcome, "inspector", item=road.items[2], **outcome)
    return road
