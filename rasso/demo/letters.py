"""Letters to the demo's victims about each decision, at different stages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cases.models import Suspect
from cases.states import State
from rasso.demo import texts
from rasso.demo.simulated_time import Road, T, hours
from rasso.demo.victims import record_of
from victims.actions import letter_dispatch, letters
from victims.actions.identities import record_identity
from victims.models import Letter, VictimIdentity

if TYPE_CHECKING:
    from rasso.demo.stories import Story

LETTER_KIND_OF_STATE = {State.CHARGED: "CHARGE", State.NO_FURTHER_ACTION: "NFA"}
# How far the letter of a case gets, in turn.
LETTER_STAGES = ("sent", "to be read", "sent", "draft")


def write_decision_letters(story: "Story") -> Road:
    """
    The liaison officer writes a letter about each decision, the manager reviews it, police deliver
    it.
    """
    for state, kind in LETTER_KIND_OF_STATE.items():
        for suspect in story.in_state(state)[:1]:
            yield from _write_letter(
                story, suspect, kind, LETTER_STAGES[int(story.urn[4:9]) % len(LETTER_STAGES)]
            )


def _write_letter(story: "Story", suspect: Suspect, kind: str, until: str) -> Road:
    letter = _do_as_liaison_officer(
        story, letters.write_letter, record=record_of(story), kind=kind, suspect=suspect
    )
    facts = {"support": texts.SUPPORT} if until == "draft" else {"support": texts.SUPPORT_HERE}
    _do_as_liaison_officer(story, letters.edit_letter, letter=letter, version=1, **facts)
    if until == "draft":
        return
    _do_as_liaison_officer(story, letters.request_letter_review, letter=letter, version=2)
    if until == "to be read":
        return
    yield hours(2)
    story.do("manager", letters.review_letter, letter=letter, version=3, is_approved=True)
    _record_victim_name(story)
    _do_as_liaison_officer(
        story, letter_dispatch.send_letter, letter=letter, version=4, means="POLICE"
    )
    letter = Letter.objects.unscoped("demo").get(pk=letter.pk)
    _do_as_liaison_officer(story, letter_dispatch.print_letter, letter=letter)
    yield hours(20)
    _do_as_liaison_officer(
        story, letter_dispatch.record_letter_result, letter=letter, result="HANDED_OVER"
    )


def _record_victim_name(story: "Story") -> None:
    """The officer records the victim's name if it is not recorded yet."""
    record = record_of(story)
    if not VictimIdentity.objects.unscoped("demo").filter(record=record).exists():
        story.do(story.officer, record_identity, record=record, version=0, name=texts.VICTIM)


def _do_as_liaison_officer(story: "Story", action: Callable[..., T], **about: object) -> T:
    return story.do("liaison-officer", action, **about)
