"""One proportion at every place whose figures a person reads, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from people.access.scopes import Scope
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import PROPORTIONS_BY_CODE
from pilots.queries.filters import URGENCY_LABELS, FigureFilter, filter_from_query
from pilots.queries.places import ReportingPlace
from pilots.queries.proportions.figures import ProportionFigure, proportion_figures_by_place
from pilots.queries.proportions.page import query_for_event_kind
from pilots.queries.proportions.text import proportion_text
from pilots.queries.publication import figures_published_at
from pilots.queries.stages.text import period_label

MAX_PERIODS_COMPARED = 4  # as many as fit side by side


@dataclass(frozen=True)
class ProportionByPlace:
    """lines: (place, [(proportion, in words) of each period])."""

    question: Proportion
    questions: list[tuple[str, Promise]]
    asked: FigureFilter
    urgency: str
    periods: list[str]
    lines: list[tuple[ReportingPlace, list[tuple[ProportionFigure | None, str]]]]
    counted_at: datetime | None
    is_another_filter: bool


def proportion_by_place(
    questions: Mapping[str, Proportion], given: Mapping[str, str], scope: Scope
) -> ProportionByPlace:
    """The comparison for this filter; of the first proportion, where none is chosen."""
    code = given.get("share", next(iter(questions)))
    wrong = code not in questions
    question = PROPORTIONS_BY_CODE[next(iter(questions)) if wrong else code]
    asked, is_wrong, offered = filter_from_query(
        query_for_event_kind(question.subject, given), scope
    )
    found = proportion_figures_by_place(
        question, [each.key for each in offered], asked, at=scope.at
    )
    longest = max(found.values(), key=len)[:MAX_PERIODS_COMPARED]
    lines = [
        (
            place,
            [
                (one, proportion_text(one))
                for one in pad_with_missing_periods(found[place.key], longest)
            ],
        )
        for place in offered
    ]
    return ProportionByPlace(
        question=question, questions=[(each.code, each.label) for each in questions.values()],
        asked=asked, urgency=str(URGENCY_LABELS[asked.urgency]), lines=lines,
        periods=[period_label(one) for one in longest], counted_at=figures_published_at(),
        is_another_filter=wrong or is_wrong,
    )  # fmt: skip


def pad_with_missing_periods(
    found: Sequence[ProportionFigure], longest: Sequence[ProportionFigure]
) -> list[ProportionFigure | None]:
    """Pad to the longest list: older periods have too few."""
    return [*found[: len(longest)], *[None] * (len(longest) - len(found))]
