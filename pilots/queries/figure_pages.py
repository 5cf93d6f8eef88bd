"""A measure as its page shows it: what was asked, what may be answered, and how it is counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from people.access import Scope
from pilots.lattice import ALL, NOT_REFERRED
from pilots.measures import Measure
from pilots.queries.figure_change import Changed, changed
from pilots.queries.figure_words import Row, is_drawn, lacking, rows, sentence
from pilots.queries.figures import LENGTHS, Asked, Figure, counted_at, figures
from pilots.queries.places import Place, places

URGENCIES = {ALL: _("Every urgency"), **dict(Urgency.choices), NOT_REFERRED: _("Not referred yet")}
BY = {"month": _("By month"), "quarter": _("By quarter"), "year": _("By year")}
WHEN = _(
    "Figures are published once a month, as the facts stood then, and stay as they are until the "
    "next time. A unit and a force are counted until the end of the month before; an Area, and "
    "England and Wales, in quarters that have been closed for a month."
)
ROUNDED = _(
    "Every number of people is rounded to the nearest five; nought to four is always "
    "shown as “fewer than 5”. By a secret random draw about one case in ten is left "
    "out and about one in ten is counted twice, so that no one can tell from any "
    "figures whether one case is among them. Rounded numbers may not add up."
)
WHERE = _(
    "A case counts for the units that have it now. What the police have not sent to "
    "the CPS is not in the figures of a CPS unit or Area."
)
RESTRICTED = _(
    "Restricted cases are not in the figures, except those counted before they were "
    "restricted: a restriction does not change published figures."
)
NOTES = (
    _("A stage is counted in the month in which it began. Days are London days."),
    _(
        "Half within, 9 in 10 within: by the Kaplan–Meier method, the first day by "
        "which no more than half, or one in ten, are still in the stage. A suspect who "
        "is in it, or left it without completing, counts for as long as that lasted. "
        "Not reached yet: too few have completed to say. “Half” is not given for fewer "
        "than about 10 people, nor “9 in 10” for fewer than about 50: it would show "
        "one person’s days."
    ),
    _(
        "Middle of the completed: the median of those who have completed, or the mean "
        "of the two in the middle; it is too short while others are still in the "
        "stage. Whose turn the days were is the median of each, so the three do not "
        "add up to it."
    ),
    WHERE,
    _("A suspect counts under the urgency of the referral last signed off."),
    _(
        "Stopped: every referral was withdrawn, or the case was closed administratively. Dates "
        "contradict: recorded dates by which it ended before it began; no days are counted."
    ),
    RESTRICTED,
    ROUNDED,
    WHEN,
)


@dataclass(frozen=True)
class Reading:
    """A measure at a place. wrong: that an address asked for what there is not, and so got this."""

    measure: Measure
    asked: Asked
    place: Place
    places: list[Place]
    urgency: str | Promise
    rows: list[Row]
    figures: list[Figure]
    sentence: str
    lacking: list[str]  # what is not recorded of some of them, in words
    is_drawn: bool
    counted_at: datetime | None
    wrong: bool
    change: Changed | None  # since a pilot began there
    notes: tuple[Promise, ...] = NOTES

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(place.key, place.label) for place in self.places]


def chosen(given: Mapping[str, str], scope: Scope) -> tuple[Asked, bool, list[Place]]:
    """
    (Asked, whether it is not what was asked for, the places on offer) of an address's own answers.

    Whoever asks for what there is not, or is not theirs, is answered about their own place.
    """
    offered = places(scope)
    place = given.get("place", offered[0].key)
    urgency, by = given.get("urgency", ALL), given.get("by", "quarter")
    is_theirs = place in {each.key for each in offered}
    if is_theirs and urgency in URGENCIES and by in LENGTHS:
        return Asked(place, urgency, by), False, offered
    return Asked(offered[0].key), True, offered


def named(place: str, offered: Iterable[Place]) -> Place:
    """The place of this name."""
    return next(each for each in offered if each.key == place)


def read(measure: Measure, given: Mapping[str, str], scope: Scope) -> Reading:
    """What a person who gave these answers reads. given: the address's own, in a dictionary."""
    asked, wrong, offered = chosen(given, scope)
    found = figures(measure.code, asked, at=scope.at)
    unsent = figures(measure.code, replace(asked, urgency=NOT_REFERRED), at=scope.at)
    return Reading(
        measure=measure, asked=asked, place=named(asked.place, offered), places=offered,
        urgency=URGENCIES[asked.urgency], rows=rows(found), figures=found, sentence=sentence(found),
        lacking=lacking(found, unsent if asked.urgency == ALL else []),
        is_drawn=is_drawn(found), counted_at=counted_at(), wrong=wrong,
        change=changed(measure.code, asked, scope),
    )  # fmt: skip
