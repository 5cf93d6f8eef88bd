"""A case of the scene on which the police challenge action items."""

from datetime import timedelta

from cases.action_plans.actions import challenge_resolution, challenges
from tests.support.browser.scenes.action_plans import LONG


def challenge_items(builder):
    """A variation with long text, a challenge, and an action that the police accept."""
    builder.plan({"text": LONG}, {"text": "Get her diary."}, {})
    varied, challenged, accepted = builder.items
    on = (builder.at + timedelta(days=30)).date()
    builder.do(
        challenges.vary_item, "officer", item=varied, text=LONG, proposed_text=LONG + LONG,
        proposed_on=on,
    )  # fmt: skip
    builder.do(
        challenges.challenge_item, "officer", item=challenged, reason="DISPROPORTIONATE", text=LONG
    )
    builder.do(challenges.accept_item, "officer", item=accepted)
    return builder


def add_unresolved_challenges(builder):
    """
    Three actions that the prosecutor does not change; two people are named to resolve the last two.
    """
    builder.plan({"text": LONG}, {"text": "Get her diary."}, {"text": LONG})
    for item in builder.items:
        builder.do(challenges.challenge_item, "officer", item=item, reason="OTHER", text=LONG)
        builder.do(challenges.answer_challenge, "prosecutor", item=item, answer="HOLD", text=LONG)
    two = {"inspector": builder.cast.inspector, "manager": builder.cast.manager}
    for item in builder.items[1:]:
        builder.do(challenge_resolution.send_challenge_up, "officer", item=item, text=LONG, **two)
    outcome = {"outcome": "PART", "text": LONG, "new_text": LONG + LONG}
    builder.do(challenge_resolution.propose_outcome, "inspector", item=builder.items[2], **outcome)
    return builder
