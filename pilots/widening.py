"""The acts on pilots that let someone read more, as two people do them (ADR 113)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration.widening import WideningAct
from people.models import Agency, Unit
from people.text.dates import format_day
from pilots.actions import pilot_areas
from pilots.models import Pilot, PilotArea
from pilots.permissions import SITE

FactRows = list[tuple[str, str]]


def _part_in_words(arguments: Mapping[str, Any]) -> FactRows:
    """What would hold afterwards, as [(question, answer)]."""
    changed: PilotArea | Agency = arguments["area"]
    if isinstance(changed, PilotArea):
        area, pilot = changed.area, changed.pilot
    else:
        area, pilot = changed, arguments["pilot"]
    unit, starts_on = arguments["unit"], arguments["starts_on"]
    forces = Agency.objects.filter(pk__in=arguments["forces"]).order_by("name")
    facts = [
        (_("Pilot"), pilot.name),
        (_("CPS Area"), area.name),
        (_("Police forces"), ", ".join(forces.values_list("name", flat=True))),
        (_("Takes part from"), format_day(starts_on) if starts_on else _("It does not take part")),
        (_("Its panels are those of"), unit.name if unit else _("No pilot area")),
    ]
    if arguments["is_comparator"]:
        facts.append((_("Comparison"), _("The others are compared with it until it takes part")))
    return facts


def _units_of_added(arguments: Mapping[str, Any]) -> set[int]:
    """The units of the Area and of its forces, from the arguments of a proposal."""
    return _units_of([arguments["area"], *arguments["forces"]])


def _units_of_changed(arguments: Mapping[str, Any]) -> set[int]:
    areas = PilotArea.objects.filter(pk=arguments["area"]).values_list("area", flat=True)
    return _units_of([*areas, *arguments["forces"]])


def _units_of(agencies: list[int]) -> set[int]:
    return set(Unit.objects.filter(agency__in=agencies).values_list("pk", flat=True))


WIDENING = {
    "add_pilot_area": WideningAct(
        pilot_areas.add_pilot_area, {"pilot": Pilot, "area": Agency, "unit": Unit},
        days=("starts_on",), unit="unit", rules=SITE, units_opened=_units_of_added,
        title=gettext_lazy("Add a CPS Area to a pilot"), in_words=_part_in_words,
    ),
    "change_pilot_area": WideningAct(
        pilot_areas.change_pilot_area, {"area": PilotArea, "unit": Unit}, days=("starts_on",),
        unit="unit", rules=SITE, units_opened=_units_of_changed,
        title=gettext_lazy("Change a CPS Area’s part in a pilot"), in_words=_part_in_words,
    ),
}  # fmt: skip
