"""Notes and messages in the demo: notes private to each side, and messages between the sides."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.action_plans.actions import proposals, victim_notices, victim_request_steps
from cases.correspondence.actions import message_threads, notes
from cases.models import ActionItem, Review, Suspect, Victim, VictimRequest
from rasso.demo import texts

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def write_notes(story: "Story", item: ActionItem) -> None:
    """Both sides write a note about an action; the police correct theirs."""
    about = {"case": story.case, "item": item}
    note = story.do(story.officer, notes.write_note, text=texts.POLICE_NOTE, **about)
    story.do(story.officer, notes.correct_note, note=note, text=texts.POLICE_CORRECTION)
    story.do(story.prosecutor, notes.write_note, text=texts.CPS_NOTE, **about)


def exchange_messages(story: "Story", item: ActionItem) -> None:
    """The police ask the prosecutor about an action in a new thread, and the prosecutor answers."""
    thread = story.do(
        story.officer, message_threads.open_thread, case=story.case, item=item,
        text=texts.POLICE_ASK,
        mention=story.lawyer,
    )  # fmt: skip
    officer = story.pair.people[story.officer]
    story.do(
        story.prosecutor, message_threads.write_message, thread=thread, text=texts.CPS_SAYS,
        mention=officer,
    )  # fmt: skip


def take_request_steps(story: "Story", item: ActionItem) -> None:
    """Take the required steps before an intrusive action, if this action is one."""
    one = VictimRequest.objects.unscoped("demo").filter(item=item, requested_on=None).first()
    if one is None:
        return
    today = story.today
    steps = (
        (victim_request_steps.record_authority, texts.AUTHORITY | {"authorised_on": today}),
        (
            victim_notices.record_notice,
            texts.NOTICE | {"given_on": today, "may_refuse": True},
        ),
        (victim_request_steps.record_agreement, {"agreed_on": today}),
        (victim_request_steps.mark_requested, {"requested_on": today}),
    )
    for step, said in steps:
        story.do(story.officer, step, victim_request=one, **said)


def propose_notes_request(story: "Story", review: Review, suspects: list[Suspect]) -> None:
    """The prosecutor proposes to request counselling notes, which the manager does not approve."""
    proposal = story.do(
        story.prosecutor, proposals.propose_counselling_request, review=review, suspects=suspects,
        **texts.PROPOSAL, **texts.REACH, **request_dates(story), victim=victim_of(story),
    )  # fmt: skip
    story.do(
        "manager", proposals.judge_proposal, proposal=proposal, is_approved=False,
        judgement=texts.JUDGEMENT,
    )  # fmt: skip


def intrusive_facts(story: "Story", category: str) -> dict[str, object] | None:
    """The facts of an intrusive action, or None if the category is not intrusive."""
    if category != "EXHIBITS":
        return None
    again = VictimRequest.objects.unscoped("demo").filter(case=story.case).exists()
    return {
        **texts.REACH, **request_dates(story), "reach": "DEVICE", "victim": victim_of(story),
        "again_because": texts.AGAIN if again else "",
    }  # fmt: skip


def victim_of(story: "Story") -> Victim:
    """The only victim of a story's case."""
    return story.case.victims.unscoped("demo").get()


def request_dates(story: "Story") -> dict[str, date]:
    return {"from_on": story.today - timedelta(days=60), "to_on": story.today}
