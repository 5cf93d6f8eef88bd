"""The standard wordings of the demo: one for each kind of action that its plans ask for."""

from datetime import datetime

from cases.actions import wordings
from cases.models import WordingVersion
from people.access import scope_of
from rasso.demo import words
from rasso.demo.cast import Pair

TITLES = (
    "First account to a friend",
    "Messages on the suspect’s phone",
    "CCTV of a place and an hour",
    "Messages on the complainant’s phone",
)


def kept(pair: Pair, *, at: datetime) -> None:
    """The manager adds them, and puts one right the same day."""
    by = scope_of(pair.people["manager"], at=at)
    for title, (category, text, *_why) in zip(TITLES, words.ACTIONS, strict=False):
        wording = wordings.add_wording(by=by, at=at, category=category, title=title, text=text)
        version = WordingVersion.objects.get(wording=wording)
        pair.wordings[category, text] = version.pk
    wordings.amend_wording(
        wording=wording, by=by, at=at, title=title, text=words.WORDED_ANEW,
        reason=words.WHY_ANEW, version=1,
    )  # fmt: skip
