"""A measure as its page shows it: what was asked, what may be answered, and how it is counted."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from pilots.lattice import ALL, NOT_REFERRED
from pilots.measures import STAGES
from pilots.queries.figure_change import Changed, changed
from pilots.queries.figure_words import is_drawn, rows, sentence
from pilots.queries.figures import LENGTHS, Asked, counted_at, figures
from pilots.queries.places import places

URGENCIES = {ALL: _("Every urgency"), **dict(Urgency.choices), NOT_REFERRED: _("Not referred yet")}
BY = {"month": _("By month"), "quarter": _("By quarter"), "year": _("By year")}
NOTES = (
    _("A stage is counted in the month in which it began. Days are London days."),
    _(
        "Half within, 9 in 10 within: by Kaplan and Meier. A suspect who is still in the stage, or "
        "left it without completing, counts for as long as that lasted. Not reached yet: too few "
        "have completed to say."
    ),
    _(
        "Middle of the completed: the exact median of those who have completed, which is too short "
        "while others are still in the stage. Whose turn the days were is the median of each, so "
        "that the three do not add up to it."
    ),
    _(
        "A case counts at the units that have it now, and before the CPS has it at the unit that "
        "it would be referred to; a suspect under the urgency of the referral last signed off."
    ),
    _(
        "Stopped: every referral was withdrawn, or the case was closed administratively. Dates "
        "contradict: recorded dates by which it ended before it began; no days are counted."
    ),
    _("Restricted cases are in no figure."),
    _(
        "A figure is shown only where it is about five people or more, and where fewer than five "
        "could not be worked out from it and others, of whatever place, urgency or period."
    ),
)


@dataclass(frozen=True)
class Reading:
    """A measure at a place. wrong: that an address asked for what there is not, and so got this."""

    measure: object
    asked: Asked
    place: object
    places: list
    urgency: str
    rows: list
    figures: list
    sentence: str
    is_drawn: bool
    counted_at: object
    wrong: bool
    change: Changed | None  # since a pilot began there
    notes: tuple = NOTES

    @property
    def choices(self):
        return [(place.key, place.label) for place in self.places]


def read(measure, given, scope):
    """What a person who gave these answers reads. given: the address's own, in a dictionary."""
    offered = places(scope)
    keys = {each.key: each for each in offered}
    place, wrong = given.get("place", offered[0].key), False
    urgency, by = given.get("urgency", ALL), given.get("by", "quarter")
    if place not in keys or urgency not in URGENCIES or by not in LENGTHS:
        place, urgency, by, wrong = offered[0].key, ALL, "quarter", True
    asked = Asked(place, urgency, by)
    found = figures(measure.code, asked, at=scope.at)
    return Reading(
        measure=measure, asked=asked, place=keys[place], places=offered,
        urgency=URGENCIES[urgency], rows=rows(found), figures=found, sentence=sentence(found),
        is_drawn=is_drawn(found), counted_at=counted_at(), wrong=wrong,
        change=changed(measure.code, asked, at=scope.at),
    )  # fmt: skip


def overview(scope):
    """(the person's own place, [(measure, its figure of this year as a row, what it says)])."""
    own = places(scope)[0]
    asked, found = Asked(own.key, by="year"), []
    for measure in STAGES:
        years = figures(measure.code, asked, at=scope.at)
        found.append((measure, rows(years[:1])[0], sentence(years[:1])))
    return own, found
