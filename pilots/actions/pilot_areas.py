"""
Which CPS Areas and forces are in a pilot: proposed by one administrator, approved by another.

Panels of a pilot area draw their cases from the Areas that take part by it, so each of these acts
opens cases to the people of that area (ADR 113).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
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
    is_comparator: bool, starts_on: date | None, unit: Unit | None, forces: Collection[int],
) -> PilotArea:  # fmt: skip
    """
    Add a CPS Area to a pilot, with forces that send it their cases.

    unit and starts_on: None for an Area that is only a comparator. forces: ids, those that were
    shown to whoever approves: another may send its cases there since.
    """
    approval.check("add_pilot_area")
    SITE.check(by, "add_pilot_area")
    lock_units_shared()
    if not forces:
        raise Refused(NOT_A_CPS_AREA, is_stage=True)
    _check_forces(area.pk, forces)
    values = _participation(is_comparator, starts_on, unit)
    row = PilotArea(pilot=pilot, area=area)
    with refuse_if_taken(AREA_ALREADY_IN_PILOT):
        row = save_next_version("add_pilot_area", row, by=by, at=at, **values)
    row.forces.set(forces)
    notify_leaders_of_pilot(row, at=at)
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
    _check_forces(area.area_id, forces)
    area = save_next_version("change_pilot_area", area, by=by, at=at, **values)
    area.forces.set(forces)
    notify_leaders_of_pilot(area, at=at)
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


def _check_forces(area: int, forces: Collection[int]) -> None:
    """Raise Refused for a force that does not send its cases to this CPS Area."""
    sending = AgencyArea.objects.filter(area=area).values_list("force", flat=True)
    if not set(forces) <= set(sending):
        raise Refused(FORCES_NOT_OF_AREA, is_stage=True)


def notify_leaders_of_pilot(row: PilotArea, *, at: datetime) -> None:
    """
    Tell those who lead a unit of an Area or a force of the pilot, and who leads the pilot area.

    Of each Area, because those who have a part in a pilot read the figures of all of it.
    """
    areas = PilotArea.objects.filter(pilot=row.pilot_id)
    agencies = Agency.objects.filter(
        Q(pk__in=areas.values("area")) | Q(pk__in=areas.values("forces"))
    )
    units = list(Unit.objects.filter(agency__in=agencies).values_list("pk", flat=True))
    units += [row.unit_id] if row.unit_id else []
    unit_leaders.notify_leaders_of_units(sorted(units), notice="pilot_area_set", at=at)
