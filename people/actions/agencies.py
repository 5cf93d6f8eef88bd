"""The forces, CPS Areas and other agencies that people belong to."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Scope
from people.actions.base import begin, refused_if_taken, write
from people.models import Agency, AgencyArea
from people.permissions import SITE
from people.rules import Refused
from people.sides import Side

TAKEN = _("Another agency has this name or this force code. Enter another, or change that one.")


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
    """Add an agency; a force with its code, and the CPS Areas it sends its cases to."""
    SITE.check(by, "add_agency")
    _check(side, force_code, areas)
    with refused_if_taken(TAKEN):
        values = {"name": name, "side": side, "force_code": force_code or None}
        agency = write("add_agency", Agency(), by=by, at=at, **values)
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
    """Change an agency's name, code or Areas. Its side stays: its people read through it."""
    values = {"name": name, "force_code": force_code or None}
    agency = begin("change_agency", agency, by=by, version=version, **values)
    _check(agency.side, force_code, areas)
    with refused_if_taken(TAKEN):
        write("change_agency", agency, by=by, at=at, **values)
    _set_areas(agency, areas)
    return agency


def _check(side: str, force_code: str, areas: Collection[Agency]) -> None:
    if side != Side.POLICE and (force_code or areas):
        raise Refused(_("Only a police force has a force code and CPS Areas."), is_stage=True)


def _set_areas(agency: Agency, areas: Collection[Agency]) -> None:
    wanted = {area.pk for area in areas}
    AgencyArea.objects.filter(force=agency).exclude(area__in=wanted).delete()
    rows = [AgencyArea(force=agency, area_id=pk) for pk in sorted(wanted)]
    AgencyArea.objects.bulk_create(rows, ignore_conflicts=True)
