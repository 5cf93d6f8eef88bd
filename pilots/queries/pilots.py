"""Pilots as their pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.histories import HistoryEntry, history_entries
from people.access.scopes import Scope
from people.models import Agency, Unit
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.models import Pilot, PilotArea, Strand
from pilots.models.pilot import RegisteredMeasure
from timeliness.calendar import london_day

PILOT_FIELDS = {
    "name": _("Name"),
    "strands": _("What it tries out"),
    "purpose": _("What it is meant to change"),
    "follow_up_days": _("Days for which a case is followed"),
}
PILOT_CHANGES: dict[str, Promise] = {"add_pilot": _("Pilot added")}


def all_pilots() -> list[Any]:
    """Every pilot, by name, with the day on which its first area started. One query."""
    return list(Pilot.objects.annotate(began_on=Min("areas__starts_on")).order_by("name"))


@dataclass(frozen=True)
class PilotDetail:
    """A pilot with its areas and registered measures."""

    pilot: Pilot
    began_on: date | None
    areas: list[PilotArea]  # those that take part, then the comparators
    # (label, row, whether registered before the first area started)
    measures: list[tuple[Promise, RegisteredMeasure, bool]]
    is_mine: bool  # whether the reader manages one of its areas
    changes: list[HistoryEntry]  # of the pilot itself, newest first

    @property
    def strands(self) -> list[str | Promise]:
        return [Strand(each).label for each in self.pilot.strands]


def pilot_detail(pilot: Pilot, scope: Scope) -> PilotDetail:
    """A pilot in full. Four queries."""
    rows = pilot.areas.select_related("area", "unit").prefetch_related("forces")
    areas = sorted(rows, key=lambda each: (each.starts_on is None, each.area.name))
    began_on = min((each.starts_on for each in areas if each.starts_on), default=None)
    mine = set(scope.units_with("manage_pilot_area"))
    measures = [
        (PILOT_MEASURES[row.measure].label, row, began_on is None or london_day(row.at) < began_on)
        for row in pilot.measures.select_related("by").order_by("at", "pk")
    ]
    return PilotDetail(
        pilot,
        began_on,
        areas,
        measures,
        any(each.unit_id in mine for each in areas),
        _changes(pilot),
    )


def _changes(pilot: Pilot) -> list[HistoryEntry]:
    """What was changed of a pilot, and why."""
    return history_entries(
        pilot.history.all(), PILOT_FIELDS, lambda verb: PILOT_CHANGES.get(verb, _("Pilot changed"))
    )


def unregistered_measures(pilot: Pilot) -> list[tuple[str, Promise, Promise]]:
    """[(code, label, definition)] of the measures that can still be registered for the pilot."""
    taken = set(pilot.measures.values_list("measure", flat=True))
    return [(m.code, m.label, m.definition) for m in PILOT_MEASURES.values() if m.code not in taken]


def areas_to_add(pilot: Pilot) -> list[tuple[int, str]]:
    """[(id, name)] of the CPS Areas that are not in the pilot."""
    rows = Agency.objects.filter(forces__isnull=False).exclude(
        pk__in=PilotArea.objects.filter(pilot=pilot).values("area")
    )
    return list(rows.distinct().order_by("name").values_list("pk", "name"))


def pilot_units() -> list[tuple[int, str]]:
    """[(id, name)] of the open pilot areas on which people can have capacities."""
    rows = Unit.objects.filter(kind=Unit.Kind.PILOT_AREA, is_open=True).order_by("name")
    return list(rows.values_list("pk", "name"))


def forces_of_area(area: PilotArea) -> list[tuple[int, str]]:
    """[(id, name)] of the police forces that send their cases to a CPS Area."""
    return list(area.area.forces.order_by("name").values_list("pk", "name"))
