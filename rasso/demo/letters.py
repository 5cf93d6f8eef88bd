"""What the demo's victims are written: a letter about each decision, and how far some have come."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cases.models import Suspect
from cases.states import State
from rasso.demo import words
from rasso.demo.victims import record_of
from rasso.demo.world import Road, T, hours
from victims.actions import letters, sendings
from victims.actions.identities import record_identity
from victims.models import Letter, VictimIdentity

if TYPE_CHECKING:
    from rasso.demo.stories import Story

TELLS = {State.CHARGED: "CHARGE", State.NO_FURTHER_ACTION: "NFA"}
STOPS = ("sent", "to be read", "sent", "draft")  # how far a letter has come, case by case


def told(story: "Story") -> Road:
    """The liaison officer writes what was decided, the manager reads it, police hand it over."""
    for state, kind in TELLS.items():
        for suspect in story.in_state(state)[:1]:
            yield from _written(story, suspect, kind, STOPS[int(story.urn[4:9]) % len(STOPS)])


def _written(story: "Story", suspect: Suspect, kind: str, until: str) -> Road:
    letter = _do(story, letters.write_letter, record=record_of(story), kind=kind, suspect=suspect)
    said = {"support": words.SUPPORT} if until == "draft" else {"support": words.SUPPORT_HERE}
    _do(story, letters.edit_letter, letter=letter, version=1, **said)
    if until == "draft":
        return
    _do(story, letters.request_letter_review, letter=letter, version=2)
    if until == "to be read":
        return
    yield hours(2)
    story.do("manager", letters.review_letter, letter=letter, version=3, is_approved=True)
    _name(story)
    _do(story, sendings.send_letter, letter=letter, version=4, means="POLICE")
    letter = Letter.objects.system("demo").get(pk=letter.pk)
    _do(story, sendings.print_letter, letter=letter)
    yield hours(20)
    _do(story, sendings.record_letter_result, letter=letter, result="HANDED_OVER")


def _name(story: "Story") -> None:
    """The officer writes down what she is called, where nobody has."""
    record = record_of(story)
    if not VictimIdentity.objects.system("demo").filter(record=record).exists():
        story.do(story.officer, record_identity, record=record, version=0, name=words.VICTIM)


def _do(story: "Story", action: Callable[..., T], **about: object) -> T:
    return story.do("liaison-officer", action, **about)
