"""The dashboard: all figures of one place, the newest and the one before, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Scope
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import proportions_open_to
from pilots.measures.stages import STAGE_MEASURES, StageMeasure
from pilots.queries.filters import FigureFilter, filter_from_query, place_with_key
from pilots.queries.places import ReportingPlace
from pilots.queries.proportions.figures import ProportionFigure, proportion_figures_by_code
from pilots.queries.proportions.rates_of_place import RateLine, rates_of_place
from pilots.queries.publication import figures_published_at
from pilots.queries.stages.figures import StageFigure, stage_figures_by_measure
from pilots.queries.stages.text import (
    StageRow,
    lacking_dates_text,
    period_label,
    stage_rows,
    stage_sentence,
    whole_or_half_days,
)

DASHBOARD_SECTIONS = (
    (_("What the police send"), ("cases", "triage", "files")),
    (_("Early advice"), ("advice", "referrals")),
    (
        _("Action plans"),
        ("actions", "plans", "counselling-proposals", "counselling-requests"),
    ),
    (_("What is decided, and what comes of it"), ("decisions", "suspects")),
    (_("What the police close"), ("closings",)),
    (_("What victims are told"), ("police-duties", "cps-duties", "contacts", "victims")),
)


@dataclass(frozen=True)
class DashboardRow:
    """
    The newest two periods of a proportion that have figures. Either may be None.

    left_out: (why, number) of the newest events outside the proportion, because the answer is not
    known or the question does not apply; numbers below five are left out.
    """

    question: Proportion
    newest: ProportionFigure | None
    previous: ProportionFigure | None
    left_out: list[tuple[str | Promise, int]]

    @property
    def newest_period(self) -> str:
        return period_label(self.newest) if self.newest else ""

    @property
    def previous_period(self) -> str:
        return period_label(self.previous) if self.previous else ""

    @property
    def days(self) -> float | None:
        """The middle of the newest days; None where too few events have any."""
        newest = self.newest.days if self.newest else None
        return None if newest is None else whole_or_half_days(newest)

    @property
    def first_answer(self) -> str:
        return self.question.answers[0].code


@dataclass(frozen=True)
class StageLine:
    """
    The figure of a stage for this year, in words.

    lacking: of how many of the newest year with a figure the dates are no use.
    """

    measure: StageMeasure
    row: StageRow
    sentence: str
    lacking: str


@dataclass(frozen=True)
class Dashboard:
    """The figures of a place."""

    asked: FigureFilter
    place: ReportingPlace
    choices: list[tuple[str, str]]
    is_another_filter: bool
    stages: list[StageLine]
    sections: list[tuple[str | Promise, list[DashboardRow]]]  # (heading, rows)
    rates: list[RateLine]
    counted_at: datetime | None


def dashboard(given: Mapping[str, str], scope: Scope) -> Dashboard:
    """The dashboard of this place for a reader, without a choice their own. Eleven queries."""
    asked, wrong, offered = filter_from_query({"by": "year", **given, "urgency": ALL}, scope)
    years = stage_figures_by_measure(
        [each.code for each in STAGE_MEASURES], replace(asked, period_length="year"), at=scope.at
    )
    stages = [_stage_line(each, years[each.code]) for each in STAGE_MEASURES]
    questions = proportions_open_to(scope)
    found = proportion_figures_by_code(list(questions.values()), asked, at=scope.at)
    sections: list[tuple[str | Promise, list[DashboardRow]]] = [
        (heading, [_dashboard_row(each, found[each.code]) for each in questions.values()
                   if each.subject.code in subjects and not each.part_of])
        for heading, subjects in DASHBOARD_SECTIONS
    ]  # fmt: skip
    return Dashboard(
        asked=asked, place=place_with_key(asked.place, offered), is_another_filter=wrong,
        stages=stages, choices=[(each.key, each.label) for each in offered], sections=sections,
        rates=rates_of_place(asked, at=scope.at), counted_at=figures_published_at(),
    )  # fmt: skip


def _stage_line(measure: StageMeasure, years: Sequence[StageFigure]) -> StageLine:
    """years: the newest first."""
    row, said = stage_rows(years[:1])[0], stage_sentence(years[:1])
    return StageLine(measure, row, said, lacking_dates_text(years))


def _dashboard_row(question: Proportion, found: Iterable[ProportionFigure]) -> DashboardRow:
    known = [one for one in found if one.per_cent is not None]
    now, before, *_older = [*known, None, None]
    return DashboardRow(question, now, before, _left_out_counts(question, now) if now else [])


def _left_out_counts(
    question: Proportion, one: ProportionFigure
) -> list[tuple[str | Promise, int]]:
    counts = [(a.label, one.counts[a.code]) for a in question.answers if not a.is_known]
    counts.append((_("Not asked"), one.not_asked))
    return [(why, n) for why, n in counts if n]
