"""Merge one agency into another: its units and people go there, with their cases open."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_exclusive
from people.access.expiry import live_at
from people.access.permission_tables import Refused, Stale
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.agency_changes import (
    check_can_take,
    end_roles,
    give_units,
    lock_agencies,
)
from people.administration.actions.open_admin_action import (
    log_admin_action,
    save_all_next_version,
    save_next_version,
)
from people.administration.approvals import Approval
from people.administration.permissions import SITE
from people.identity.capacities import AGENCY_CAPACITIES
from people.identity.sides import Side
from people.models import Agency, AgencyArea, Operation, Unit, UnitGrant, User

VERB = "merge_agency"
INTO_ITSELF = _("Select another agency. An agency cannot be merged into itself.")
ALREADY_MERGED = _("This agency was merged into %(agency)s.")


@transaction.atomic
def merge_agency(
    *, agency: Agency, by: Scope, at: datetime, approval: Approval, version: int, into: Agency
) -> Agency:
    """
    Merge an agency into another of its side. Returns the other.

    Units, accounts and CPS Areas go to the other; cases stay with their units, so nothing about
    them changes. The functions of other apps listed in AGENCY_FOLLOWERS move their rows in this
    transaction. What was sent under the old name keeps it. Whoever administered the merged agency
    was not appointed for the other, and does so no more; where the other has administrators, who
    manage the units from now on, those who lead these hear of it.
    """
    approval.check(VERB)
    SITE.check(by, VERB)
    lock_units_exclusive()
    agency, into = lock_agencies(agency, into)
    refuse_if_merged(agency)
    check_can_take(into, agency.units.all(), agency=agency, is_same=INTO_ITSELF)
    if version != agency.version:
        raise Stale([], version=agency.version)
    save_next_version(VERB, agency, by=by, at=at, merged_into=into)
    administer = UnitGrant.objects.filter(
        content_object__agency=agency, permission__codename__in=AGENCY_CAPACITIES
    )
    end_roles(VERB, administer, by=by, at=at)
    _notify_leaders(_move_units(agency, into, by=by, at=at), into, at=at)
    save_all_next_version(VERB, User.objects.filter(agency=agency), by=by, at=at, agency=into)
    _move_areas(agency, into)
    for follow in settings.AGENCY_FOLLOWERS:
        import_string(follow)(agency=agency, into=into, by=by, at=at)
    log_admin_action(VERB, into, by=by, at=at, operation=Operation.COMBINATION)
    return into


def refuse_if_merged(agency: Agency) -> None:
    """Raise Refused if the agency has no units and people of its own any more."""
    if agency.merged_into:
        raise Refused(ALREADY_MERGED % {"agency": agency.merged_into.name}, is_stage=True)


def _move_units(agency: Agency, into: Agency, *, by: Scope, at: datetime) -> list[Unit]:
    """
    Move the units, and return them.

    Units of forces to which the periods of a merged CPS Area apply follow the other's too.
    """
    units = Unit.objects.filter(agency=agency)
    moved = give_units(VERB, units, agency=agency, into=into, by=by, at=at)
    if agency.side == Side.CPS:
        named = Unit.objects.filter(area=agency.short_name)
        save_all_next_version(VERB, named, by=by, at=at, area=into.short_name)
    return moved


def _notify_leaders(moved: list[Unit], into: Agency, *, at: datetime) -> None:
    """Notify those who lead the moved open units, if the other agency has administrators."""
    administer = UnitGrant.objects.filter(
        live_at(at), content_object__agency=into, permission__codename__in=AGENCY_CAPACITIES,
        user__is_active=True,
    )  # fmt: skip
    if administer.exists():
        for unit in moved:
            if unit.is_open:
                unit_leaders.notify_leaders_of_access(unit, at=at)


def _move_areas(agency: Agency, into: Agency) -> None:
    """Let the forces of a merged CPS Area, and the Areas of a merged force, be the other's."""
    forces = AgencyArea.objects.filter(area=agency).values_list("force", flat=True)
    areas = AgencyArea.objects.filter(force=agency).values_list("area", flat=True)
    rows = [AgencyArea(force_id=pk, area=into) for pk in forces]
    rows += [AgencyArea(force=into, area_id=pk) for pk in areas]
    AgencyArea.objects.bulk_create(rows, ignore_conflicts=True)
    AgencyArea.objects.filter(area=agency).delete()
    AgencyArea.objects.filter(force=agency).delete()
