"""The standard wordings of the demo: one for each kind of action that its plans ask for."""

from cases.actions import wordings
from cases.models import WordingVersion
from people.access import scope_of
from rasso.demo import words


def kept(pair, *, at):
    """The manager adds them, and puts one right the same day."""
    by = scope_of(pair.people["manager"], at=at)
    for category, text, *_why in words.ACTIONS[:4]:
        title = text.removeprefix("Demo text. ")[:60]
        wording = wordings.add_wording(by=by, at=at, category=category, title=title, text=text)
        version = WordingVersion.objects.get(wording=wording)
        pair.wordings[category, text] = version.pk
    wordings.amend_wording(
        wording=wording, by=by, at=at, title=title, text=words.AMENDED, reason=words.MISSING,
        version=1,
    )  # fmt: skip
