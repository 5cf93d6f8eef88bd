"""Pilots: set up by administrators; their managers register the measures."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_shared
from people.access.scopes import Refused, Scope, Stale
from people.administration.actions.open_admin_action import (
    field_differences,
    log_admin_action,
    refuse_if_taken,
    save_next_version,
)
from people.models import Agency, AgencyArea, Operation, Unit
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.models import ExpectedDirection, Pilot, PilotArea, RegisteredMeasure
from pilots.permissions import SITE

PILOT_NAME_TAKEN = _("Another pilot has this name. Enter another, or change that pilot.")
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
NOT_YOUR_PILOT = _("Only managers of an area that takes part in this pilot register its measures.")
MEASURE_ALREADY_REGISTERED = _("This measure is registered for the pilot already.")

PilotRow = TypeVar("PilotRow", Pilot, PilotArea)


@transaction.atomic
def add_pilot(
    *, by: Scope, at: datetime, name: str, strands: list[str], purpose: str, follow_up_days: int
) -> Pilot:
    """Create a pilot. follow_up_days: how long a case is followed before it is measured."""
    SITE.check(by, "add_pilot")
    values = {
        "name": name, "strands": strands, "purpose": purpose, "follow_up_days": follow_up_days,
    }  # fmt: skip
    with refuse_if_taken(PILOT_NAME_TAKEN):
        return save_next_version("add_pilot", Pilot(), by=by, at=at, **values)


@transaction.atomic
def change_pilot(
    *,
    pilot: Pilot,
    by: Scope,
    at: datetime,
    version: int,
    name: str,
    strands: list[str],
    purpose: str,
    follow_up_days: int,
) -> Pilot:
    """Change a pilot's name, strand or follow-up. Raises Stale."""
    values = {
        "name": name, "strands": strands, "purpose": purpose, "follow_up_days": follow_up_days,
    }  # fmt: skip
    pilot = _open_pilot_action("change_pilot", pilot, by=by, version=version, **values)
    with refuse_if_taken(PILOT_NAME_TAKEN):
        return save_next_version("change_pilot", pilot, by=by, at=at, **values)


@transaction.atomic
def add_pilot_area(
    *,
    pilot: Pilot,
    by: Scope,
    at: datetime,
    area: int,
    is_comparator: bool,
    starts_on: date | None,
    unit: int | None,
) -> PilotArea:
    """
    Add a CPS Area to a pilot, with the forces that send it their cases.

    area, unit: ids. unit and starts_on: None for an Area that is only a comparator.
    """
    SITE.check(by, "add_pilot_area")
    lock_units_shared()
    found = Agency.objects.filter(pk=area, forces__isnull=False).distinct().first()
    if found is None:
        raise Refused(NOT_A_CPS_AREA, is_stage=True)
    _check_participation(is_comparator, starts_on, unit)
    row = PilotArea(pilot=pilot, area=found)
    with refuse_if_taken(AREA_ALREADY_IN_PILOT):
        values = {"is_comparator": is_comparator, "starts_on": starts_on, "unit_id": unit}
        row = save_next_version("add_pilot_area", row, by=by, at=at, **values)
    row.forces.set(found.forces.all())
    return row


@transaction.atomic
def change_pilot_area(
    *,
    area: PilotArea,
    by: Scope,
    at: datetime,
    version: int,
    is_comparator: bool,
    starts_on: date | None,
    unit: int | None,
    forces: Collection[int],
) -> PilotArea:
    """Change the day from which a CPS Area takes part, and its forces. forces: ids."""
    lock_units_shared()
    values = {"is_comparator": is_comparator, "starts_on": starts_on, "unit_id": unit}
    area = _open_pilot_action("change_pilot_area", area, by=by, version=version, **values)
    _check_participation(is_comparator, starts_on, unit)
    sending = AgencyArea.objects.filter(area=area.area_id).values_list("force", flat=True)
    if not set(forces) <= set(sending):
        raise Refused(FORCES_NOT_OF_AREA, is_stage=True)
    area = save_next_version("change_pilot_area", area, by=by, at=at, **values)
    area.forces.set(forces)
    return area


def _open_pilot_action(
    verb: str, row: PilotRow, *, by: Scope, version: int, **typed: Any
) -> PilotRow:
    """people.administration.actions.open_admin_action.open_admin_action with the pilots' rules."""
    SITE.check(by, verb)
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if version != row.version:
        raise Stale(field_differences(row, typed), version=row.version)
    return row


def _check_participation(is_comparator: bool, starts_on: date | None, unit: int | None) -> None:
    if (starts_on is None) != (unit is None):
        raise Refused(START_AND_UNIT_REQUIRED, is_stage=True)
    if starts_on is None and not is_comparator:
        raise Refused(START_OR_COMPARATOR_REQUIRED, is_stage=True)
    areas = Unit.objects.filter(kind=Unit.Kind.PILOT_AREA, is_open=True)
    if unit is not None and not areas.filter(pk=unit).exists():
        raise Refused(NOT_A_PILOT_AREA, is_stage=True)


@transaction.atomic
def register_measure(
    *, pilot: Pilot, by: Scope, at: datetime, measure: str, expected: str, because: str
) -> RegisteredMeasure:
    """
    Register a measure and the expected direction of change. It cannot be withdrawn.

    Whether it was registered before the pilot started is read from its moment.
    """
    SITE.check(by, "register_measure")
    Pilot.objects.select_for_update(no_key=True).get(pk=pilot.pk)
    if not pilot.areas.filter(unit__in=by.units_with("manage_pilot_area")).exists():
        raise Refused(NOT_YOUR_PILOT)
    if pilot.measures.filter(measure=measure).exists():
        raise Refused(MEASURE_ALREADY_REGISTERED, is_stage=True)
    row = RegisteredMeasure.objects.create(
        pilot=pilot, measure=measure, definition=str(PILOT_MEASURES[measure].definition),
        expected=ExpectedDirection(expected), because=because, by_id=by.actor.id, at=at,
    )  # fmt: skip
    log_admin_action("register_measure", row, by=by, at=at, operation=Operation.COLLECTION)
    return row
