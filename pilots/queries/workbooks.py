"""All figures that a person may read as one spreadsheet: the words and numbers of the pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.queries.taken_away import about_the_file
from people.access import Scope
from pilots.lattice import ALL
from pilots.measures import STAGES, Measure
from pilots.queries import share_pages, share_words
from pilots.queries.figure_pages import BY, URGENCIES, read
from pilots.queries.figure_sheets import definitions, spreadsheet
from pilots.queries.figure_words import HEADINGS, rows
from pilots.queries.figures import Asked, figures
from pilots.queries.places import Place, places
from pilots.queries.shares import shares
from pilots.questions import Question
from pilots.shares import open_to

Sheet = tuple[str, list[Any], list[list[Any]]]  # its name, its headings, its lines


@dataclass(frozen=True)
class Part:
    """One table of the book: a measure or a share, at a place, of an urgency, by periods."""

    what: Measure | Question
    place: Place
    urgency: str
    by: str

    @property
    def asked(self) -> Asked:
        return Asked(self.place.key, self.urgency, self.by)


def parts(scope: Scope) -> list[Part]:
    """All that a person may ask of the pages of figures."""
    return [
        Part(what, place, urgency, by)
        for what in (*STAGES, *open_to(scope).values())
        for place in places(scope)
        for urgency in _urgencies_of(what)
        for by in BY
    ]


def _urgencies_of(what: Measure | Question) -> Iterable[str]:
    """By which urgencies it can be asked for: a share is not where it has none of its own."""
    return URGENCIES if what in STAGES or what.subject.by_urgency else (ALL,)


def made(part: Part, scope: Scope) -> list[Sheet]:
    """[(sheet, its headings, its lines)] of one table, and beside it of the reasons, by year."""
    where = [part.place.label, str(URGENCIES[part.urgency]), str(BY[part.by])]
    if part.what in STAGES:
        found = rows(figures(part.what.code, part.asked, at=scope.at))
        return [_sheet(part.what.code, HEADINGS, where, found)]
    found = shares(part.what, part.asked, at=scope.at)
    lines = share_words.rows(part.what, found)
    sheets = [_sheet(part.what.code, share_words.headings(part.what), where, lines)]
    if part.by == "year" and (reasons := share_words.by_reason(part.what, found)):
        headings = [_("Place"), _("Urgency"), _("Reason"), *(each.period for each in found)]
        lines = [[*where[:2], words, *counts] for words, counts in reasons]
        sheets.append((f"{part.what.code}-reasons", headings, lines))
    return sheets


def _sheet(name: str, headings: Iterable[Any], where: list[str], lines: Iterable[Any]) -> Sheet:
    first = [_("Place"), _("Urgency"), _("Periods")]
    return name, [*first, *headings], [[*where, row.label, *row.values] for row in lines]


def book(scope: Scope, tables: Iterable[Sheet]) -> bytes:
    """The spreadsheet: what everything means, then a sheet for each measure. Nothing is hidden."""
    sheets: defaultdict[str, list[Sequence[object]]] = defaultdict(list)
    for name, headings, lines in tables:
        sheets[name] = sheets[name] or [headings]
        sheets[name] += lines
    return spreadsheet([(_("Definitions"), _meanings(scope)), *sheets.items()])


def _meanings(scope: Scope) -> list[list[Any]]:
    """
    What is said of the file, and what each measure means, in the words of its page but for where
    and of whom it was asked.
    """
    found = [[_("Sheet"), _("What"), _("In words")]]
    found += [[_("Every sheet"), *line] for line in about_the_file(scope)]
    every: list[Measure | Question] = [*STAGES, *open_to(scope).values()]
    for what in every:
        if isinstance(what, Measure):
            lines = definitions(read(what, {}, scope))
        else:
            lines = share_pages.definitions(share_pages.read(what, {}, scope))
        found += [[what.code, *line] for line in lines if line[0] not in (_("Place"), _("Urgency"))]
    return found
