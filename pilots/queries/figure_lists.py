"""The suspects behind a figure, of whom the reader sees those whose cases they may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Suspect
from people.access import Scope
from pilots.lattice import periods_of
from pilots.models import Stretch
from pilots.queries.figures import Asked, Figure, held_at, of_urgency
from timeliness.calendar import add_months, london_day

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """One suspect: the case to open, and how long the stage has taken."""

    case_id: UUID
    text: str
    note: str


def listed(
    measure: str, asked: Asked, figure: Figure, scope: Scope, *, page: int
) -> tuple[list[Line], list[UUID], int | None]:
    """([Line], ids, number of the next page or None). figure: whose period it is. One query."""
    end = figure.first
    while periods_of(end)[asked.by] == figure.period:
        end = add_months(end, 1)
    within = Stretch.objects.filter(
        held_at(asked.place), of_urgency(asked.urgency), measure=measure,
        month__gte=figure.first, month__lt=end,
    )  # fmt: skip
    seen = Suspect.objects.for_scope(scope).filter(pk__in=within.values("suspect"))
    rows = seen.filter(stretches__measure=measure).order_by("stretches__began_on", "pk")
    start = PAGE_SIZE * (page - 1)
    found = list(rows.values_list(
        "pk", "case", "case__urn", "number", "stretches__began_on", "stretches__until_on",
        "stretches__outcome",
    )[start : start + PAGE_SIZE + 1])  # fmt: skip
    lines = [_line(row[1:], london_day(scope.at)) for row in found[:PAGE_SIZE]]
    following = page + 1 if len(found) > PAGE_SIZE else None
    return lines, [row[0] for row in found[:PAGE_SIZE]], following


def _line(row: Sequence[Any], today: date) -> Line:
    case, urn, number, began, until, outcome = row
    days = ((until or today) - began).days
    lasted = ngettext("%(num)d day", "%(num)d days", days) % {"num": days}
    said = dict(Stretch._meta.get_field("outcome").choices)[outcome]
    text = _("%(urn)s: suspect %(n)s") % {"urn": urn, "n": number}
    return Line(case, text, f"{said}: {lasted}")
