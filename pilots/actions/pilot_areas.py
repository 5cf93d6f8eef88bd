"""
Which CPS Areas and forces are in a pilot: proposed by one administrator, approved by another.

Panels of a pilot area draw their cases from the Areas that take part by it, so each of these acts
opens cases to the people of that area (ADR 113).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_shared
from people.access.scopes import Refused, Scope
from people.administration import unit_leaders
from people.administration.actions.open_admin_action import refuse_if_taken, save_next_version
from people.administration.approvals import Approval
from people.models import Agency, AgencyArea, Unit
from pilots.actions.pilots import open_pilot_action
from pilots.models import Pilot, PilotArea
from pilots.permissions import SITE

AREA_ALREADY_IN_PILOT = _("This CPS Area is in the pilot already. Change it there.")
NOT_A_CPS_AREA = _("Select a CPS Area.")
NOT_A_PILOT_AREA = _("Select an open pilot area.")
START_AND_UNIT_REQUIRED = _(
    "A CPS Area that takes part has a first day and a pilot area. Enter both."
)
START_OR_COMPARATOR_REQUIRED = _(
    "Enter the day from which the CPS Area takes part, or select that the others are "
    "compared with it."
)
FORCES_NOT_OF_AREA = _("Select police forces that send their cases to this CPS Area.")


@transaction.atomic
def add_pilot_area(
    *, pilot: Pilot, by: Scope, at: datetime, approval: Approval, area: Agency,
    is_comparator: bool, starts_on: date | None, unit: Unit | None,
) -> PilotArea:  # fmt: skip
    """
    Add a CPS Area to a pilot, with the forces that send it their cases.

    unit and starts_on: None for an Area that is only a comparator.
    """
    approval.check("add_pilot_area")
    SITE.check(by, "add_pilot_area")
    lock_units_shared()
    if not area.forces.exists():
        raise Refused(NOT_A_CPS_AREA, is_stage=True)
    values = _participation(is_comparator, starts_on, unit)
    row = PilotArea(pilot=pilot, area=area)
    with refuse_if_taken(AREA_ALREADY_IN_PILOT):
        row = save_next_version("add_pilot_area", row, by=by, at=at, **values)
    row.forces.set(area.forces.all())
    _notify_leaders(row, at=at)
    return row


@transaction.atomic
def change_pilot_area(
    *, area: PilotArea, by: Scope, at: datetime, approval: Approval, version: int,
    is_comparator: bool, starts_on: date | None, unit: Unit | None, forces: Collection[int],
) -> PilotArea:  # fmt: skip
    """Change the day from which a CPS Area takes part, and its forces. forces: ids."""
    approval.check("change_pilot_area")
    lock_units_shared()
    values = _participation(is_comparator, starts_on, unit)
    area = open_pilot_action("change_pilot_area", area, by=by, version=version, **values)
    sending = AgencyArea.objects.filter(area=area.area_id).values_list("force", flat=True)
    if not set(forces) <= set(sending):
        raise Refused(FORCES_NOT_OF_AREA, is_stage=True)
    area = save_next_version("change_pilot_area", area, by=by, at=at, **values)
    area.forces.set(forces)
    _notify_leaders(area, at=at)
    return area


def _participation(
    is_comparator: bool, starts_on: date | None, unit: Unit | None
) -> dict[str, Any]:
    """The columns of a part in a pilot. Raises Refused for half a part, and for a closed unit."""
    if (starts_on is None) != (unit is None):
        raise Refused(START_AND_UNIT_REQUIRED, is_stage=True)
    if starts_on is None and not is_comparator:
        raise Refused(START_OR_COMPARATOR_REQUIRED, is_stage=True)
    areas = Unit.objects.filter(kind=Unit.Kind.PILOT_AREA, is_open=True)
    if unit is not None and not areas.filter(pk=unit.pk).exists():
        raise Refused(NOT_A_PILOT_AREA, is_stage=True)
    unit_id = unit.pk if unit else None
    return {"is_comparator": is_comparator, "starts_on": starts_on, "unit_id": unit_id}


def _notify_leaders(row: PilotArea, *, at: datetime) -> None:
    """Tell those who lead a unit of the Area or of its forces, and who leads the pilot area."""
    agencies = [row.area_id, *row.forces.values_list("pk", flat=True)]
    units = list(
        Unit.objects.filter(agency__in=agencies).order_by("pk").values_list("pk", flat=True)
    )
    units += [row.unit_id] if row.unit_id else []
    unit_leaders.notify_leaders_of_units(units, notice="pilot_area_set", at=at)
