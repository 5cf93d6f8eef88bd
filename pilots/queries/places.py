"""The places whose figures a person reads: their own, those above it, and England and Wales."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from people.access.scopes import Scope
from people.identity.capacities import READING_FIGURES
from people.identity.sides import Side
from people.models import Agency, AgencyArea, Unit
from pilots.disclosure_control.dimensions import ALL
from pilots.models import PilotArea

OWN_UNIT_CAPACITIES = READING_FIGURES - {"manage_pilot_area"}


@dataclass(frozen=True)
class ReportingPlace:
    """One place: its key in an address, and its label."""

    key: str
    label: str


def reporting_places(scope: Scope) -> list[ReportingPlace]:
    """
    The places whose figures a person reads, their own first. Four queries.

    A unit's people read those of the unit, of its force and the CPS Areas that the force sends to,
    or of its CPS Area. A manager of a pilot area reads those of the Areas of its pilots,
    comparators too, and of their forces. All of them read England and Wales.
    """
    units = list(
        Unit.objects.filter(
            pk__in=scope.units_with(*OWN_UNIT_CAPACITIES), agency__side__in=REPORTING_UNIT_SIDES
        )
        .order_by("name")
        .values_list("pk", "name", "agency", "agency__name")
    )
    mine = scope.units_with("manage_pilot_area")
    piloted = PilotArea.objects.filter(pilot__areas__unit__in=mine) if mine else []
    areas = {row.area_id for row in piloted}
    forces = set(PilotArea.forces.through.objects.filter(
        pilotarea__in=[row.pk for row in piloted]).values_list("agency", flat=True))  # fmt: skip
    agencies = areas | forces | {agency for _pk, _name, agency, _of in units}
    sent_to = AgencyArea.objects.filter(force__in=[agency for _pk, _n, agency, _of in units])
    named = Agency.objects.filter(Q(pk__in=agencies) | Q(pk__in=sent_to.values("area")))
    ordered = named.order_by("side", "name").values_list("pk", "name")
    return [
        *(ReportingPlace(f"unit-{pk}", f"{of}: {name}") for pk, name, _agency, of in units),
        *(ReportingPlace(f"agency-{pk}", name) for pk, name in ordered),
        ReportingPlace(ALL, _("England and Wales")),
    ]


REPORTING_UNIT_SIDES = (Side.POLICE, Side.CPS)


def managed_pilot_areas(scope: Scope) -> QuerySet[PilotArea]:
    """The Areas that take part in a pilot of which the person manages an Area."""
    mine = scope.units_with("manage_pilot_area")
    rows = PilotArea.objects.filter(pilot__areas__unit__in=mine, starts_on__isnull=False)
    return rows.distinct()
