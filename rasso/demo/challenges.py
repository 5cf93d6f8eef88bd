"""How the demo's police reply to an action plan: accept, propose another wording, or challenge."""

from typing import TYPE_CHECKING

from cases.action_plans.actions import action_items, challenge_resolution, challenges
from cases.models import ActionItem
from cases.statuses import ChallengeStatus
from rasso.demo import texts
from rasso.demo.simulated_time import Road, days

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def reply_to_plan(story: "Story", items: list[ActionItem]) -> None:
    """
    Accept the first action on the day the plan comes; vary or challenge others in some stories.
    """
    story.do(story.officer, challenges.accept_item, item=items[0])
    if story.until or story.chance.random() < 0.4:
        later = items[1].due_on + days(7)
        varied = {"proposed_on": later, "text": texts.VARIED}
        story.do(story.officer, challenges.vary_item, item=items[1], **varied)
    if len(items) > 2 and (story.until or story.chance.random() < 0.5):
        objection = {"reason": "DISPROPORTIONATE", "text": texts.CHALLENGED}
        story.do(story.officer, challenges.challenge_item, item=items[2], **objection)


def answer_replies(story: "Story", items: list[ActionItem]) -> Road:
    """
    The prosecutor answers the replies some days later: agrees, upholds the challenge or rejects it.
    """
    yield story.wait(2, 6)
    for item, answer in ((items[1], {"answer": "AGREE"}), *_challenge_answers(story, items)):
        item.refresh_from_db()
        if item.challenge == ChallengeStatus.ASKED:
            story.do(story.prosecutor, challenges.answer_challenge, item=item, **answer)
        item.refresh_from_db()
        if item.challenge == ChallengeStatus.HELD:
            yield from _resolve_challenge(story, item)


def _challenge_answers(
    story: "Story", items: list[ActionItem]
) -> list[tuple[ActionItem, dict[str, str]]]:
    """Choose an answer to each challenge at random: upheld, upheld in part, or rejected."""
    answers = (
        {"answer": "CANCEL", "text": texts.UPHELD},
        {"answer": "AMEND", "text": texts.UPHELD, "new_text": texts.AMENDED},
        {"answer": "HOLD", "text": texts.HELD},
    )
    return [(item, story.chance.choice(answers)) for item in items[2:3]]


def _resolve_challenge(story: "Story", item: ActionItem) -> Road:
    """An inspector and a legal manager agree that the challenge is right in part."""
    two = {role: story.pair.people[role] for role in ("inspector", "manager")}
    story.do(
        story.officer, challenge_resolution.send_challenge_up, item=item, text=texts.SENT_UP, **two
    )
    yield story.wait(1, 4)
    outcome = {"outcome": "PART", "text": texts.OUTCOME, "new_text": texts.AMENDED}
    story.do("inspector", challenge_resolution.propose_outcome, item=item, **outcome)
    yield story.wait(0.5, 2)
    story.do("manager", challenge_resolution.answer_outcome, item=item, is_agreed=True)


def put_off(story: "Story", item: ActionItem) -> Road:
    """The police ask for another due date, which the prosecutor agrees to."""
    on = story.today + days(14)
    facts = {"proposed_on": on, "text": texts.LATER}
    story.do(story.officer, action_items.ask_for_date, item=item, **facts)
    yield story.wait(1, 3)
    if story.is_open(item):
        story.do(story.prosecutor, action_items.answer_date_request, item=item, is_agreed=True)
    yield story.wait(3, 9)


def asked_again(story: "Story", item: ActionItem) -> Road:
    """The prosecutor says what is missing from an answer, and the police provide it."""
    wanted = {"text": texts.MISSING, "due_on": story.today + days(7)}
    story.do(story.prosecutor, action_items.say_what_is_missing, item=item, **wanted)
    yield story.wait(2, 6)
    facts = {"answer": "DONE", "text": texts.ANSWERS[1]}
    story.do(story.officer, action_items.answer_item, item=item, **facts)
    yield story.wait(0.5, 2)
