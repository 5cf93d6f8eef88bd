"""How the police of the demo take a plan: accept it, propose otherwise, now and then object."""

from cases.actions import challenges, settlements
from cases.statuses import ChallengeStatus
from rasso.demo import words
from rasso.demo.world import days


def asked(story, items):
    """On the day on which a plan comes: its first action is accepted, another may be questioned."""
    story.do(story.officer, challenges.accept_item, item=items[0])
    if story.until or story.chance.random() < 0.4:
        later = items[1].due_on + days(7)
        varied = {"proposed_on": later, "text": words.VARIED}
        story.do(story.officer, challenges.vary_item, item=items[1], **varied)
    if len(items) > 2 and (story.until or story.chance.random() < 0.5):
        objection = {"reason": "DISPROPORTIONATE", "text": words.CHALLENGED}
        story.do(story.officer, challenges.challenge_item, item=items[2], **objection)


def answered(story, items):
    """Some days later the prosecutor agrees to what is proposed, and upholds or holds."""
    yield story.wait(2, 6)
    for item, answer in ((items[1], {"answer": "AGREE"}), *_objections(story, items)):
        item.refresh_from_db()
        if item.challenge == ChallengeStatus.ASKED:
            story.do(story.prosecutor, challenges.answer_challenge, item=item, **answer)
        item.refresh_from_db()
        if item.challenge == ChallengeStatus.HELD:
            yield from _settled(story, item)


def _objections(story, items):
    """Of three objections one is upheld, one is right in part, and one is not."""
    answers = (
        {"answer": "CANCEL", "text": words.UPHELD},
        {"answer": "AMEND", "text": words.UPHELD, "new_text": words.AMENDED},
        {"answer": "HOLD", "text": words.HELD},
    )
    return [(item, story.chance.choice(answers)) for item in items[2:3]]


def _settled(story, item):
    """An inspector and a legal manager agree that it is right in part."""
    two = {role: story.pair.people[role] for role in ("inspector", "manager")}
    story.do(story.officer, settlements.send_challenge_up, item=item, text=words.SENT_UP, **two)
    yield story.wait(1, 4)
    outcome = {"outcome": "PART", "text": words.OUTCOME, "new_text": words.AMENDED}
    story.do("inspector", settlements.propose_outcome, item=item, **outcome)
    yield story.wait(0.5, 2)
    story.do("manager", settlements.answer_outcome, item=item, is_agreed=True)
