"""How the demo's police ask for a later date for a reply, and triage agrees."""

from typing import TYPE_CHECKING

from cases.extensions.actions import extensions
from cases.states import State
from rasso.demo import texts
from rasso.demo.simulated_time import Road, days

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def ask_for_more_time(story: "Story", reply_in: int) -> Road:
    """The officer asks for another week for the reply, triage agrees, and some days pass."""
    suspect = story.in_state(State.RETURNED)[0]
    extension = story.do(
        story.officer, extensions.ask_for_extension, suspect=suspect,
        proposed_on=story.today + days(reply_in + 7), text=texts.LATER,
    )  # fmt: skip
    yield days(1)
    answer = {"answer": "AGREE", "text": texts.TIME_AGREED}
    story.do("assistant", extensions.answer_extension, extension=extension, **answer)
    yield story.wait(4, 16)
