"""Actions on units, and on the routes of police units' referrals."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_exclusive, lock_units_shared
from people.access.histories import with_history_facts
from people.access.permission_tables import Refused, Stale
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import (
    log_admin_action,
    open_admin_action,
    reason_if_changed,
    refuse_if_taken,
    save_next_version,
)
from people.administration.approvals import Approval
from people.administration.managed import refuse_other_agency
from people.administration.permissions import SITE
from people.identity.sides import Side
from people.models import AccessRoot, Agency, Route, Unit
from people.models.nullable import not_null

STILL_OPEN = _(
    "Cases of this unit are still open. Decide them, transfer them or merge the unit "
    "into another before you close it."
)
IS_MERGED = _("This unit was merged into %(unit)s, so it stays closed.")
NOT_ITS_KIND = _(
    "Only a victim support agency can have ISVA services, and only a pilots and "
    "learning agency can have pilot areas. Select a kind of unit that this agency can "
    "have."
)
NOT_OF_THE_CPS = _("Only a CPS unit decides on charges, so only it can have a second reader.")
CONTACT_INCOMPLETE = _("Enter both whom victims ring and the number, or leave both blank.")
ONLY_KIND: dict[str, Unit.Kind] = {
    Side.SUPPORT: Unit.Kind.ISVA_SERVICE,
    Side.LEARNING: Unit.Kind.PILOT_AREA,
}
UNIT_NAME_TAKEN = _("This agency already has a unit of this name. Enter another name.")


@transaction.atomic
def add_unit(
    *,
    by: Scope,
    at: datetime,
    agency: Agency,
    name: str,
    kind: str,
    area: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    charges_are_read_twice: bool = False,
) -> Unit:
    """
    Add a unit to an agency. area: the short name of the CPS Area whose periods apply.

    contact_name, contact_phone: the contact in letters to victims; both, or neither.
    charges_are_read_twice: of a CPS unit: a charge waits for a second reader.
    """
    SITE.check(by, "add_unit")
    refuse_other_agency(by, agency.pk)
    refuse_if_merged(agency)
    _check_kind(agency, kind)
    _check_contact(contact_name, contact_phone)
    _check_read_twice(agency, charges_are_read_twice)
    values: dict[str, Any] = {"agency": agency, "name": name, "kind": kind, "area": area}
    values |= {"contact_name": contact_name, "contact_phone": contact_phone}
    values |= {"charges_are_read_twice": charges_are_read_twice}
    with refuse_if_taken(UNIT_NAME_TAKEN):
        return save_next_version("add_unit", Unit(), by=by, at=at, **values)


@transaction.atomic
def change_unit(
    *, unit: Unit, by: Scope, at: datetime, version: int, name: str, kind: str, area: str = "",
    is_open: bool = True, contact_name: str = "", contact_phone: str = "",
    charges_are_read_twice: bool = False, changed_because: str = "",
) -> Unit:  # fmt: skip
    """
    Change a unit's name, kind, Area or contact, or close it to new work.

    Raises Refused to close a unit that still receives referrals or has open cases, so that no open
    action is left without a unit. To join two units, merge them
    (people/administration/actions/merge_units.py).
    """
    values = {"name": name, "kind": kind, "area": area, "is_open": is_open}
    values |= {"contact_name": contact_name, "contact_phone": contact_phone}
    values |= {"charges_are_read_twice": charges_are_read_twice}
    SITE.check(by, "change_unit")
    lock_units_exclusive()
    refuse_other_agency(by, unit.agency_id)
    unit = open_admin_action("change_unit", unit, by=by, version=version, **values)
    if is_open and unit.merged_into_id:
        raise Refused(IS_MERGED % {"unit": not_null(unit.merged_into).name}, is_stage=True)
    _check_kind(unit.agency, kind)
    _check_contact(contact_name, contact_phone)
    _check_read_twice(unit.agency, charges_are_read_twice)
    if not is_open and Route.objects.filter(cps_unit=unit).exists():
        raise Refused(
            _("Police units still send referrals here. Set another unit for them first."),
            is_stage=True,
        )
    if unit.is_open and not is_open and _has_open_work(unit):
        raise Refused(STILL_OPEN, is_stage=True)
    because = reason_if_changed(unit, changed_because, values)
    if unit.charges_are_read_twice and not charges_are_read_twice:
        _notify_of_one_reader(unit, by=by, at=at)
    with refuse_if_taken(UNIT_NAME_TAKEN):
        return save_next_version("change_unit", unit, by=by, at=at, because=because, **values)


def _notify_of_one_reader(unit: Unit, *, by: Scope, at: datetime) -> None:
    """Notify the unit's leaders, other than whoever ends it, that charges have no second reader."""
    unit_leaders.notify_leaders_of_units(
        [unit.pk], notice="second_reader_ended", without=by.accounts, at=at
    )


def _check_kind(agency: Agency, kind: str) -> None:
    """Refuse a kind that the agency's side does not have. Raises Refused."""
    only = ONLY_KIND.get(agency.side)
    if kind != only if only else kind in ONLY_KIND.values():
        raise Refused(NOT_ITS_KIND, is_stage=True)


def _check_contact(name: str, phone: str) -> None:
    """Refuse a contact name without a phone number, or the reverse."""
    if bool(name) != bool(phone):
        raise Refused(CONTACT_INCOMPLETE, is_stage=True)


def _check_read_twice(agency: Agency, charges_are_read_twice: bool) -> None:
    """Refuse a second reader of charges in a unit that makes no decisions. Raises Refused."""
    if charges_are_read_twice and agency.side != Side.CPS:
        raise Refused(NOT_OF_THE_CPS, is_stage=True)


def _has_open_work(unit: Unit) -> bool:
    """Whether the unit has any open work (AccessRoot.is_work), restricted or not."""
    return any(
        model.objects.unscoped("may a unit be closed").filter(held, Q(is_open=True)).exists()
        for model in apps.get_models()
        if issubclass(model, AccessRoot) and model.is_work and hasattr(model, "is_open")
        for held in (Q(**{column: unit}) for column in model.unit_of.values())
    )


@transaction.atomic
def set_route(
    *, unit: Unit, by: Scope, at: datetime, approval: Approval, version: int, is_urgent: bool,
    cps_unit: Unit | None,
) -> Unit:  # fmt: skip
    """
    Set which CPS unit receives a police unit's referrals: the urgent ones, or the rest.

    cps_unit: None for no separate unit. version: 0 for a route not yet set.
    """
    approval.check("set_route")
    SITE.check(by, "set_route")
    lock_units_shared()
    unit = Unit.objects.select_for_update(no_key=True).select_related("agency").get(pk=unit.pk)
    route = Route.objects.filter(police_unit=unit, is_urgent=is_urgent).first()
    if version != (route.version if route else 0):
        theirs, yours = route and route.cps_unit_id, cps_unit and cps_unit.pk
        raise Stale([("cps_unit", theirs, yours)], version=route.version if route else 0)
    if cps_unit is None and not is_urgent:
        raise Refused(_("Select the CPS unit that receives this unit’s referrals."), is_stage=True)
    if cps_unit is not None:
        _check_sides(unit, cps_unit)
        route = route or Route(police_unit=unit, is_urgent=is_urgent)
        save_next_version("set_route", route, by=by, at=at, cps_unit=cps_unit)
        opened = [unit.pk, cps_unit.pk]
        unit_leaders.notify_leaders_of_units(opened, notice="route_set", at=at)
    elif route is not None:
        log_admin_action("set_route", route, by=by, at=at)
        with_history_facts(route, by=by, at=at, why="set_route").delete()
    return unit


def _check_sides(unit: Unit, cps_unit: Unit) -> None:
    sides = unit.agency.side, cps_unit.agency.side
    if sides != (Side.POLICE, Side.CPS) or not cps_unit.is_open:
        raise Refused(_("Select an open CPS unit for a police unit’s referrals."), is_stage=True)
