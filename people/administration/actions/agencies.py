"""Actions on agencies: forces, CPS Areas and others."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import (
    open_admin_action,
    refuse_if_taken,
    save_next_version,
)
from people.administration.permissions import SITE
from people.identity.sides import Side
from people.models import Agency, AgencyArea

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
    areas: Collection[Agency] = (),
) -> Agency:
    """Add an agency; a force with its code and the CPS Areas it sends cases to."""
    SITE.check(by, "add_agency")
    _check_force_fields(side, force_code, areas)
    with refuse_if_taken(AGENCY_TAKEN):
        values = {"name": name, "side": side, "force_code": force_code or None}
        agency = save_next_version("add_agency", Agency(), by=by, at=at, **values)
    _set_areas(agency, areas)
    return agency


@transaction.atomic
def change_agency(
    *,
    agency: Agency,
    by: Scope,
    at: datetime,
    version: int,
    name: str,
    force_code: str = "",
    areas: Collection[Agency] = (),
) -> Agency:
    """Change an agency's name, code or Areas. Its side cannot change: access depends on it."""
    values = {"name": name, "force_code": force_code or None}
    agency = open_admin_action("change_agency", agency, by=by, version=version, **values)
    refuse_if_merged(agency)
    _check_force_fields(agency.side, force_code, areas)
    with refuse_if_taken(AGENCY_TAKEN):
        save_next_version("change_agency", agency, by=by, at=at, **values)
    _set_areas(agency, areas)
    return agency


def _check_force_fields(side: str, force_code: str, areas: Collection[Agency]) -> None:
    if side != Side.POLICE and (force_code or areas):
        raise Refused(_("Only a police force has a force code and CPS Areas."), is_stage=True)


def _set_areas(agency: Agency, areas: Collection[Agency]) -> None:
    wanted = {area.pk for area in areas}
    AgencyArea.objects.filter(force=agency).exclude(area__in=wanted).delete()
    rows = [AgencyArea(force=agency, area_id=pk) for pk in sorted(wanted)]
    AgencyArea.objects.bulk_create(rows, ignore_conflicts=True)
