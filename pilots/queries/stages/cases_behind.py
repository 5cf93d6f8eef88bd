"""The suspects behind a figure whose cases the reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import Suspect
from people.access.scopes import Scope
from people.text.dates import format_days
from people.web.pagination import numbered_page
from pilots.disclosure_control.dimensions import periods_by_level
from pilots.models import StageOutcome, Stretch
from pilots.queries.filters import FigureFilter, counted_at_place, with_urgency
from pilots.queries.stages.figures import StageFigure
from timeliness.calendar import add_months, london_day


@dataclass(frozen=True)
class StageSuspectRow:
    """One suspect: the case to open, and the stage duration."""

    case_id: UUID
    text: str
    note: str


def suspects_behind_figure(
    measure: str, chosen: FigureFilter, figure: StageFigure, scope: Scope, *, page: int
) -> tuple[list[StageSuspectRow], list[UUID], int | None]:
    """([StageSuspectRow], ids, number of the next page or None). figure: its period. One query."""
    end = figure.first
    while periods_by_level(end)[chosen.period_length] == figure.period:
        end = add_months(end, 1)
    within = Stretch.objects.filter(
        counted_at_place(chosen.place), with_urgency(chosen.urgency), measure=measure,
        month__gte=figure.first, month__lt=end,
    )  # fmt: skip
    suspects = Suspect.objects.for_scope(scope).filter(pk__in=within.values("suspect"))
    rows = suspects.filter(stretches__measure=measure).order_by("stretches__began_on", "pk")
    facts = rows.values_list(
        "pk", "case", "case__urn", "number", "stretches__began_on", "stretches__until_on",
        "stretches__outcome",
    )  # fmt: skip
    shown, following = numbered_page(facts, page)
    lines = [_stage_suspect_row(row[1:], london_day(scope.at)) for row in shown]
    return lines, [row[0] for row in shown], following


def _stage_suspect_row(row: Sequence[Any], today: date) -> StageSuspectRow:
    case, urn, number, began, until, outcome = row
    days = ((until or today) - began).days
    lasted = format_days(days)
    label = StageOutcome(outcome).label
    text = _("%(urn)s: suspect %(n)s") % {"urn": urn, "n": number}
    return StageSuspectRow(case, text, f"{label}: {lasted}")
