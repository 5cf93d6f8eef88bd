"""
Check and tell the pilots of a unit's move: called by people/administration/actions/move_units.py.
"""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.models import Agency
from pilots.actions.pilot_areas import notify_leaders_of_pilot
from pilots.models import PilotArea

BOTH_IN_PILOT = _(
    "Both agencies are in the pilot %(pilot)s. Moving a unit from one to the other would change "
    "what it compares."
)


def follow_unit_to_agency(*, agency: Agency, into: Agency, at: datetime) -> None:
    """
    Tell those who lead units of a pilot that its panels draw cases from another place.

    The pilot's Areas and forces stay as they are. Raises Refused if both agencies are in one pilot,
    unless both are forces of the same Area there, of which nothing changes.
    """
    theirs = Q(area__in=[agency, into]) | Q(forces__in=[agency, into])
    rows = PilotArea.objects.filter(theirs).distinct().order_by("pilot__name", "pk")
    left, joined = defaultdict(set), defaultdict(set)
    for row in rows.select_related("pilot").prefetch_related("forces"):
        there = {row.area_id, *(force.pk for force in row.forces.all())}
        if agency.pk in there:
            left[row.pilot].add(row)
        if into.pk in there:
            joined[row.pilot].add(row)
    for pilot in left.keys() & joined.keys():
        if left[pilot] != joined[pilot]:
            raise Refused(BOTH_IN_PILOT % {"pilot": pilot.name}, is_stage=True)
    for pilot in left.keys() ^ joined.keys():
        for row in left[pilot] | joined[pilot]:
            notify_leaders_of_pilot(row, at=at)
