"""Pilots: set up by administrators; their managers register the measures."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Refused, Scope, Stale
from people.administration.actions.open_admin_action import (
    field_differences,
    log_admin_action,
    reason_if_changed,
    refuse_if_taken,
    save_next_version,
)
from people.models import Operation
from pilots.measures.pilot_measures import PILOT_MEASURES
from pilots.models import ExpectedDirection, Pilot, PilotArea, RegisteredMeasure
from pilots.permissions import SITE

PILOT_NAME_TAKEN = _("Another pilot has this name. Enter another, or change that pilot.")
NOT_YOUR_PILOT = _("Only managers of an area that takes part in this pilot register its measures.")
MEASURE_ALREADY_REGISTERED = _("This measure is registered for the pilot already.")

PilotRow = TypeVar("PilotRow", Pilot, PilotArea)


@transaction.atomic
def add_pilot(
    *, by: Scope, at: datetime, name: str, strands: list[str], purpose: str, follow_up_days: int
) -> Pilot:
    """Create a pilot. follow_up_days: how long a case is followed before it is measured."""
    SITE.check(by, "add_pilot")
    values: dict[str, Any] = {
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
    changed_because: str = "",
) -> Pilot:
    """Change a pilot's name, strand or follow-up. Raises Stale."""
    values = {
        "name": name, "strands": strands, "purpose": purpose, "follow_up_days": follow_up_days,
    }  # fmt: skip
    pilot = open_pilot_action("change_pilot", pilot, by=by, version=version, **values)
    because = reason_if_changed(pilot, changed_because, values)
    with refuse_if_taken(PILOT_NAME_TAKEN):
        return save_next_version("change_pilot", pilot, by=by, at=at, because=because, **values)


def open_pilot_action(
    verb: str, row: PilotRow, *, by: Scope, version: int, **typed: Any
) -> PilotRow:
    """people.administration.actions.open_admin_action.open_admin_action with the pilots' rules."""
    SITE.check(by, verb)
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if version != row.version:
        raise Stale(field_differences(row, typed), version=row.version)
    return row


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
