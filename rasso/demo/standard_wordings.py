"""The demo's standard wordings: one for each kind of action in its plans."""

from datetime import datetime

from cases.action_plans.actions import standard_wordings
from cases.models import WordingVersion
from people.access.scopes import scope_of
from rasso.demo import texts
from rasso.demo.cast import Pair

TITLES = (
    "First account to a friend",
    "Messages on the suspect’s phone",
    "CCTV of a place and an hour",
    "Messages on the complainant’s phone",
)


def add_standard_wordings(pair: Pair, *, at: datetime) -> None:
    """The manager adds the wordings and amends one the same day."""
    by = scope_of(pair.people["manager"], at=at)
    for title, (category, text, *_why) in zip(TITLES, texts.ACTIONS, strict=False):
        wording = standard_wordings.add_wording(
            by=by, at=at, category=category, title=title, text=text
        )
        version = WordingVersion.objects.get(wording=wording)
        pair.wordings[category, text] = version.pk
    standard_wordings.amend_wording(
        wording=wording, by=by, at=at, title=title, text=texts.WORDED_ANEW,
        reason=texts.WHY_ANEW, version=1,
    )  # fmt: skip
