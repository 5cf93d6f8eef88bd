"""All figures of one place on one page: what each says now and said before, what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access import Scope
from pilots.lattice import ALL
from pilots.measures import STAGES
from pilots.queries.figure_pages import chosen, named
from pilots.queries.figure_words import label, rows, sentence
from pilots.queries.figures import Asked, counted_at, figures_of
from pilots.queries.places import Place
from pilots.queries.shares import Share, shares_of
from pilots.questions import Question
from pilots.shares import open_to

SECTIONS = (
    (_("What the police send"), ("triage", "files")),
    (_("Action plans"), ("actions", "plans")),
    (_("What victims are told"), ("police-duties", "cps-duties", "contacts", "victims")),
)


@dataclass(frozen=True)
class Line:
    """
    A share now and before: the newest two periods of which it is given. Either may be None.

    left_out: (why, how many) of the newest that are not in the share, because the answer is not
    known or the question cannot be asked; fewer than five are left out.
    """

    question: Question
    now: Share | None
    before: Share | None
    left_out: list

    @property
    def when(self) -> str:
        return label(self.now)

    @property
    def before_when(self) -> str:
        return label(self.before)

    @property
    def first_answer(self) -> str:
        return self.question.answers[0].code


@dataclass(frozen=True)
class Dashboard:
    """The figures of a place."""

    asked: Asked
    place: Place
    choices: list[tuple[str, str]]
    wrong: bool
    stages: list  # (measure, its figure of this year as a row, what it says)
    sections: list  # (heading, [Line])
    counted_at: datetime | None


def dashboard(given: Mapping[str, str], scope: Scope) -> Dashboard:
    """What a person who asked for this place reads, their own first. Nine queries."""
    asked, wrong, offered = chosen({"by": "year", **given, "urgency": ALL}, scope)
    years = figures_of([each.code for each in STAGES], replace(asked, by="year"), at=scope.at)
    stages = [
        (each, rows(years[each.code][:1])[0], sentence(years[each.code][:1])) for each in STAGES
    ]
    questions = open_to(scope)
    found = shares_of(list(questions.values()), asked, at=scope.at)
    sections = [
        (heading, [_line(each, found[each.code]) for each in questions.values()
                   if each.subject.code in subjects])
        for heading, subjects in SECTIONS
    ]  # fmt: skip
    return Dashboard(
        asked=asked, place=named(asked.place, offered), wrong=wrong, stages=stages,
        choices=[(each.key, each.label) for each in offered], sections=sections,
        counted_at=counted_at(),
    )  # fmt: skip


def _line(question: Question, found: Iterable[Share]) -> Line:
    known = [one for one in found if one.per_cent is not None]
    now, before, *_older = [*known, None, None]
    return Line(question, now, before, _left_out(question, now) if now else [])


def _left_out(question: Question, one: Share) -> list[tuple[str | Promise, int]]:
    counts = [(a.label, one.counts[a.code]) for a in question.answers if not a.is_known]
    counts.append((_("Not asked"), one.not_asked))
    return [(why, n) for why, n in counts if n]
