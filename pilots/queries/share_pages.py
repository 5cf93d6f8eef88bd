"""A share as its page shows it: what was asked, what may be answered, and how it is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope
from pilots.lattice import ALL
from pilots.queries import share_words as words
from pilots.queries.figure_pages import (
    RESTRICTED,
    ROUNDED,
    URGENCIES,
    WHEN,
    WHERE,
    chosen,
    named,
)
from pilots.queries.figures import Asked, counted_at
from pilots.queries.places import Place
from pilots.queries.shares import Share, shares
from pilots.questions import Question
from pilots.subjects import Subject

NOTES = (
    gettext_lazy(
        "The share is of those whose answer is known. Those of whom the question cannot be asked, "
        "or of whom the fact is not recorded, are counted beside it."
    ),
    WHERE,
    RESTRICTED,
    ROUNDED,
    gettext_lazy(
        "A share is worked out from the rounded numbers. It is given where about 10 or "
        "more were counted and about 5 or more of them meet the definition."
    ),
    WHEN,
)


@dataclass(frozen=True)
class Reading:
    """A share at a place. wrong: that an address asked for what there is not, and so got this."""

    question: Question
    asked: Asked
    place: Place
    choices: list[tuple[str, str]]
    urgency: str
    found: list[Share]
    rows: list[words.Row]
    headings: list[str | Promise]
    sentence: str
    missing: str
    is_drawn: bool
    years: list[str]  # in which the reasons were counted
    reasons: list[tuple[str | Promise, list[int | str]]]
    counted_at: datetime | None
    wrong: bool

    @property
    def notes(self) -> tuple[Promise, ...]:
        return (self.question.subject.counted_in, *NOTES)


def of_subject(subject: Subject, given: Mapping[str, str]) -> Mapping[str, str]:
    """What an address asks of a subject: of one that is not told apart by urgency, every one."""
    return given if subject.by_urgency else {**given, "urgency": ALL}


def read(question: Question, given: Mapping[str, str], scope: Scope) -> Reading:
    """What a person who gave these answers reads. given: the address's own, in a dictionary."""
    asked, wrong, offered = chosen(of_subject(question.subject, given), scope)
    found = shares(question, asked, at=scope.at)
    years = shares(question, replace(asked, by="year"), at=scope.at) if question.reasons else []
    place = named(asked.place, offered)
    return Reading(
        question=question, asked=asked, place=place, urgency=str(URGENCIES[asked.urgency]),
        choices=[(each.key, each.label) for each in offered], found=found, wrong=wrong,
        rows=words.rows(question, found), headings=words.headings(question),
        sentence=words.sentence(question, found), missing=words.missing(question, found),
        is_drawn=words.is_drawn(found), years=[each.period for each in years],
        reasons=words.by_reason(question, years), counted_at=counted_at(),
    )  # fmt: skip


def definitions(reading: Reading) -> list[tuple[str, str]]:
    """(what, words) of all that a reader of a file has to know."""
    counted = f"{reading.counted_at:%Y-%m-%d %H:%M} UTC" if reading.counted_at else ""
    return [
        (_("Share"), str(reading.question.label)),
        (_("Definition"), str(reading.question.definition)),
        (_("What it is a share of"), str(reading.question.among)),
        (_("Place"), reading.place.label),
        (_("Urgency"), reading.urgency),
        (_("Published"), counted),
        *((_("How it is counted"), str(each)) for each in reading.notes),
    ]


def table(reading: Reading) -> list[Sequence[Any]]:
    """The headings and a line for each period; below an empty line the reasons, by year."""
    lines: list[Sequence[Any]] = [
        reading.headings,
        *([row.label, *row.values] for row in reading.rows),
    ]
    if reading.reasons:
        lines += [[], [_("Reason"), *reading.years]]
        lines += [[words, *counts] for words, counts in reading.reasons]
    return lines
