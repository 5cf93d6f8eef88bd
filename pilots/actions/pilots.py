"""Pilots are set up by administrators; their managers register what they are to be judged by."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Refused, Scope, Stale
from people.actions.base import differences, keep_units, log, refused_if_taken, write
from people.models import Agency, AgencyArea, Operation, Unit
from pilots.judged import JUDGED_BY
from pilots.models import Expected, Pilot, PilotArea, RegisteredMeasure
from pilots.permissions import SITE

TAKEN = _("Another pilot has this name. Enter another, or change that pilot.")
AREA_TAKEN = _("This CPS Area is in the pilot already. Change it there.")
NOT_AN_AREA = _("Select a CPS Area.")
NOT_A_PILOT_AREA = _("Select an open pilot area.")
NEEDS_BOTH = _("A CPS Area that takes part has a first day and a pilot area. Enter both.")
NEEDS_ONE = _(
    "Enter the day from which the CPS Area takes part, or select that the others are "
    "compared with it."
)
OTHER_FORCES = _("Select police forces that send their cases to this CPS Area.")
NOT_YOURS = _("Only managers of an area that takes part in this pilot register its measures.")
REGISTERED = _("This measure is registered for the pilot already.")

Row = TypeVar("Row", Pilot, PilotArea)


@transaction.atomic
def add_pilot(
    *, by: Scope, at: datetime, name: str, strands: list[str], purpose: str, follow_up_days: int
) -> Pilot:
    """Begin a pilot. follow_up_days: how long a case is followed before it is measured."""
    SITE.check(by, "add_pilot")
    values = {
        "name": name, "strands": strands, "purpose": purpose, "follow_up_days": follow_up_days,
    }  # fmt: skip
    with refused_if_taken(TAKEN):
        return write("add_pilot", Pilot(), by=by, at=at, **values)


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
    """Change what a pilot is called, tries out or waits for. Raises Stale where others did."""
    values = {
        "name": name, "strands": strands, "purpose": purpose, "follow_up_days": follow_up_days,
    }  # fmt: skip
    pilot = _begin("change_pilot", pilot, by=by, version=version, **values)
    with refused_if_taken(TAKEN):
        return write("change_pilot", pilot, by=by, at=at, **values)


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
    Put a CPS Area into a pilot, with all the forces that send it their cases.

    area, unit: ids; unit and starts_on None for one that the others are only compared with.
    """
    SITE.check(by, "add_pilot_area")
    keep_units()
    area = Agency.objects.filter(pk=area, forces__isnull=False).distinct().first()
    if area is None:
        raise Refused(NOT_AN_AREA, is_stage=True)
    _check_part(is_comparator, starts_on, unit)
    row = PilotArea(pilot=pilot, area=area)
    with refused_if_taken(AREA_TAKEN):
        values = {"is_comparator": is_comparator, "starts_on": starts_on, "unit_id": unit}
        row = write("add_pilot_area", row, by=by, at=at, **values)
    row.forces.set(area.forces.all())
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
    """Change from when a CPS Area takes part, and with which forces. forces: ids."""
    keep_units()
    values = {"is_comparator": is_comparator, "starts_on": starts_on, "unit_id": unit}
    area = _begin("change_pilot_area", area, by=by, version=version, **values)
    _check_part(is_comparator, starts_on, unit)
    sending = AgencyArea.objects.filter(area=area.area_id).values_list("force", flat=True)
    if not set(forces) <= set(sending):
        raise Refused(OTHER_FORCES, is_stage=True)
    area = write("change_pilot_area", area, by=by, at=at, **values)
    area.forces.set(forces)
    return area


def _begin(verb: str, row: Row, *, by: Scope, version: int, **typed: Any) -> Row:
    """As people.actions.base.begin, by the rules of the pilots."""
    SITE.check(by, verb)
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if version != row.version:
        raise Stale(differences(row, typed), version=row.version)
    return row


def _check_part(is_comparator: bool, starts_on: date | None, unit: int | None) -> None:
    if (starts_on is None) != (unit is None):
        raise Refused(NEEDS_BOTH, is_stage=True)
    if starts_on is None and not is_comparator:
        raise Refused(NEEDS_ONE, is_stage=True)
    areas = Unit.objects.filter(kind=Unit.Kind.PILOT_AREA, is_open=True)
    if unit is not None and not areas.filter(pk=unit).exists():
        raise Refused(NOT_A_PILOT_AREA, is_stage=True)


@transaction.atomic
def register_measure(
    *, pilot: Pilot, by: Scope, at: datetime, measure: str, expected: str, because: str
) -> RegisteredMeasure:
    """
    Say by what the pilot is to be judged, and which way that is expected to go. Never unsaid.

    Whether it was said before the pilot began is read from when it was.
    """
    SITE.check(by, "register_measure")
    Pilot.objects.select_for_update(no_key=True).get(pk=pilot.pk)
    if not pilot.areas.filter(unit__in=by.units_with("manage_pilot_area")).exists():
        raise Refused(NOT_YOURS)
    if pilot.measures.filter(measure=measure).exists():
        raise Refused(REGISTERED, is_stage=True)
    row = RegisteredMeasure.objects.create(
        pilot=pilot, measure=measure, definition=str(JUDGED_BY[measure].definition),
        expected=Expected(expected), because=because, by_id=by.user_id, at=at,
    )  # fmt: skip
    log("register_measure", row, by=by, at=at, operation=Operation.COLLECTION)
    return row
