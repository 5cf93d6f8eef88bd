"""Actions on agencies: forces, CPS Areas and others."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_shared
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import (
    open_admin_action,
    reason_if_changed,
    refuse_if_taken,
    save_next_version,
)
from people.administration.approvals import Approval
from people.administration.permissions import SITE
from people.identity.sides import Side
from people.models import Agency, AgencyArea, Unit

ONLY_FORCES_SEND = _("Only a police force sends its cases to CPS Areas.")
NO_LONGER_AN_AREA = _(
    "One of these is not a CPS Area any more. Propose the Areas of this force again, as they are "
    "now."
)
AGENCY_TAKEN = _(
    "Another agency has this name or this force code. Enter another, or change that one."
)


@transaction.atomic
def add_agency(
    *,
    by: Scope,
    at: datetime,
    name: str,
    side: str,
    force_code: str = "",
) -> Agency:
    """Add an agency; a force with its code. The CPS Areas that it sends cases to are set after."""
    SITE.check(by, "add_agency")
    _check_force_code(side, force_code)
    with refuse_if_taken(AGENCY_TAKEN):
        values: dict[str, Any] = {"name": name, "side": side, "force_code": force_code or None}
        return save_next_version("add_agency", Agency(), by=by, at=at, **values)


@transaction.atomic
def change_agency(
    *,
    agency: Agency,
    by: Scope,
    at: datetime,
    version: int,
    name: str,
    force_code: str = "",
    changed_because: str = "",
) -> Agency:
    """Change an agency's name or code. Its side cannot change: access depends on it."""
    values = {"name": name, "force_code": force_code or None}
    agency = open_admin_action("change_agency", agency, by=by, version=version, **values)
    refuse_if_merged(agency)
    _check_force_code(agency.side, force_code)
    because = reason_if_changed(agency, changed_because, values)
    with refuse_if_taken(AGENCY_TAKEN):
        return save_next_version("change_agency", agency, by=by, at=at, because=because, **values)


@transaction.atomic
def set_areas(
    *, agency: Agency, by: Scope, at: datetime, approval: Approval, version: int,
    areas: Collection[int],
) -> Agency:  # fmt: skip
    """
    Set the CPS Areas to which a force sends its cases, and so whose figures its people read.

    areas: ids of all of them. Those who lead a unit of the force, or of an Area that is added or
    taken out, are told (ADR 118).
    """
    approval.check("set_areas")
    lock_units_shared()
    agency = open_admin_action("set_areas", agency, by=by, version=version)
    refuse_if_merged(agency)
    if agency.side != Side.POLICE:
        raise Refused(ONLY_FORCES_SEND, is_stage=True)
    wanted = set(areas)
    known = Agency.objects.filter(pk__in=wanted, side=Side.CPS, merged_into=None)
    if known.count() < len(wanted):
        raise Refused(NO_LONGER_AN_AREA, is_stage=True)
    agency = save_next_version("set_areas", agency, by=by, at=at)
    sent_to = AgencyArea.objects.filter(force=agency)
    changed = wanted ^ set(sent_to.values_list("area", flat=True))
    sent_to.exclude(area__in=wanted).delete()
    rows = [AgencyArea(force=agency, area_id=pk) for pk in sorted(wanted)]
    AgencyArea.objects.bulk_create(rows, ignore_conflicts=True)
    units = Unit.objects.filter(agency__in={agency.pk, *changed}).order_by("pk")
    told = list(units.values_list("pk", flat=True))
    unit_leaders.notify_leaders_of_units(told, notice="areas_set", at=at)
    return agency


def _check_force_code(side: str, force_code: str) -> None:
    if side != Side.POLICE and force_code:
        raise Refused(_("Only a police force has a force code."), is_stage=True)
