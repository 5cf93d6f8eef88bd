"""
Move a merged agency's part in pilots: called by people/administration/actions/merge_agencies.py.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration.actions.open_admin_action import save_all_next_version
from people.models import Agency
from pilots.actions.pilot_areas import notify_leaders_of_pilot
from pilots.models import Pilot, PilotArea

BOTH_IN_PILOT = _(
    "Both Areas are in the pilot %(pilot)s. Merging them would change what it compares."
)


def move_pilot_parts_to_agency(*, agency: Agency, into: Agency, by: Scope, at: datetime) -> None:
    """
    Let a merged CPS Area's part in pilots, and a merged force's, be the other's.

    Those who lead units of the pilot's Areas and forces are told: panels draw the cases of the
    other from then on. Published figures keep the name that they had. Raises Refused if both Areas
    are in one pilot.
    """
    both = Pilot.objects.filter(areas__area=agency).filter(areas__area=into)
    if pilot := both.order_by("name").first():
        raise Refused(BOTH_IN_PILOT % {"pilot": pilot.name}, is_stage=True)
    changed = list(
        save_all_next_version(
            "merge_agency", PilotArea.objects.filter(area=agency), by=by, at=at, area=into
        )
    )
    for area in PilotArea.objects.filter(forces=agency):
        area.forces.add(into)
        area.forces.remove(agency)
        changed.append(area)
    for area in changed:
        notify_leaders_of_pilot(area, at=at)
