"""The page of a stage: filter, choices, figures and definition."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Scope
from pilots.charts.shapes import Chart
from pilots.disclosure_control.dimensions import ALL, NOT_REFERRED
from pilots.measures.stages import StageMeasure
from pilots.queries.filters import (
    URGENCY_LABELS,
    FigureFilter,
    filter_from_query,
    place_with_key,
)
from pilots.queries.places import ReportingPlace
from pilots.queries.publication import (
    PLACE_NOTE,
    PUBLICATION_NOTE,
    RESTRICTED_CASES_NOTE,
    ROUNDING_NOTE,
    figures_published_at,
)
from pilots.queries.stages.change import StageChange, stage_change
from pilots.queries.stages.figures import StageFigure, stage_figures
from pilots.queries.stages.text import (
    StageRow,
    missing_facts_sentences,
    stage_chart,
    stage_rows,
    stage_sentence,
)

STAGE_NOTES = (
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
    PLACE_NOTE,
    _("A suspect counts under the urgency of the referral last signed off."),
    _(
        "Stopped: every referral was withdrawn, or the case was closed administratively. Dates "
        "contradict: recorded dates by which it ended before it began; no days are counted."
    ),
    RESTRICTED_CASES_NOTE,
    ROUNDING_NOTE,
    PUBLICATION_NOTE,
)


@dataclass(frozen=True)
class StageDetail:
    """A stage at a place. wrong: the address asked for something else that does not exist."""

    measure: StageMeasure
    asked: FigureFilter
    place: ReportingPlace
    places: list[ReportingPlace]
    urgency: str | Promise
    rows: list[StageRow]
    figures: list[StageFigure]
    sentence: str
    missing_facts: list[str]  # sentences on facts that are not recorded for some
    chart: Chart | None
    counted_at: datetime | None
    is_another_filter: bool
    change: StageChange | None  # since a pilot started there
    notes: tuple[Promise, ...] = STAGE_NOTES

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(place.key, place.label) for place in self.places]


def stage_detail(measure: StageMeasure, given: Mapping[str, str], scope: Scope) -> StageDetail:
    """The page for this filter. given: the query string as a dictionary."""
    asked, wrong, offered = filter_from_query(given, scope)
    found = stage_figures(measure.code, asked, at=scope.at)
    unsent = stage_figures(measure.code, replace(asked, urgency=NOT_REFERRED), at=scope.at)
    return StageDetail(
        measure=measure, asked=asked, place=place_with_key(asked.place, offered), places=offered,
        urgency=URGENCY_LABELS[asked.urgency], rows=stage_rows(found), figures=found,
        sentence=stage_sentence(found),
        missing_facts=missing_facts_sentences(found, unsent if asked.urgency == ALL else []),
        chart=stage_chart(measure, found), counted_at=figures_published_at(),
        is_another_filter=wrong, change=stage_change(measure.code, asked, scope),
    )  # fmt: skip
