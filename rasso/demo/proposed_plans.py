"""Second action plans in the demo: proposed, judged by the manager, sent and answered."""

from typing import TYPE_CHECKING

from cases.action_plans.actions import proposed_plans
from cases.models import ActionItem, ProposedPlan, Review, Suspect
from cases.states import State
from rasso.demo import texts as words
from rasso.demo.simulated_time import Road

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def propose_second_plan(story: "Story") -> Road:
    """Propose a second plan in some stories: one is declined, one withdrawn, and one sent."""
    suspects = story.in_state(State.WITH_PROSECUTOR)
    if not suspects or not story.happens(0.25):
        return
    review = story.reviewed(suspects)
    if review.second_since is None:
        return
    yield from _propose_until_withdrawn(story, review, suspects)
    yield from _approve_and_send(story, review, suspects)


def _propose_until_withdrawn(story: "Story", review: Review, suspects: list[Suspect]) -> Road:
    proposed = _propose_plan(story, review, suspects, words.ACTIONS[:3], 0)
    yield story.wait(0.5, 2)
    _judge_plan(story, proposed, False, words.SECOND_DECLINED)
    yield story.wait(0.2, 1)
    proposed = _propose_plan(story, review, suspects, words.ACTIONS[:2], 1)
    yield story.wait(0.1, 0.5)
    story.do(
        story.prosecutor, proposed_plans.withdraw_proposed_plan, proposed_plan=proposed,
        reason=words.SECOND_WITHDRAWN,
    )  # fmt: skip


def _approve_and_send(story: "Story", review: Review, suspects: list[Suspect]) -> Road:
    proposed = _propose_plan(story, review, suspects, words.ACTIONS[:1], 2)
    yield story.wait(0.5, 2)
    _judge_plan(story, proposed, True, words.SECOND_APPROVED)
    yield story.wait(0.1, 0.5)
    sent = story.do(
        story.prosecutor, proposed_plans.send_proposed_plan, proposed_plan=proposed
    )  # fmt: skip
    for item in ActionItem.objects.unscoped("demo").filter(plan=sent.plan).order_by("number"):
        yield from story.answered(item)


def _propose_plan(
    story: "Story",
    review: Review,
    suspects: list[Suspect],
    texts: tuple[words.Action, ...],
    version: int,
) -> ProposedPlan:
    items = [story.action(n, text, suspects) for n, text in enumerate(texts)]
    return story.do(
        story.prosecutor, proposed_plans.propose_action_plan, review=review, items=items,
        why=words.SECOND_WHY, version=version,
    )  # fmt: skip


def _judge_plan(story: "Story", proposed: ProposedPlan, is_approved: bool, why: str) -> None:
    story.do(
        "manager", proposed_plans.judge_proposed_plan, proposed_plan=proposed,
        is_approved=is_approved, judgement=why,
    )  # fmt: skip
