"""
Move the pilots' rows of a merged unit: called by people/administration/actions/merge_units.py.
"""

from datetime import datetime

from people.access.scopes import Scope
from people.administration.actions.open_admin_action import save_all_next_version
from people.models import Unit
from pilots.actions.pilot_areas import notify_leaders_of_pilot
from pilots.models import LearningAction, LearningRequest, Panel, PilotArea
from timeliness.actions import clocks


def move_pilot_areas_to_unit(*, unit: Unit, into: Unit, by: Scope, at: datetime) -> None:
    """
    Move CPS Areas' participation and panels from one pilot area to another, and tell those who lead
    units of the Areas.

    Reading requests and learning actions of the unit move to the other unit and its leaders. The
    clocks of cases' units have been moved by then.
    """
    clocks.lock_calendar_shared()
    clocks.move_clocks_to_unit(of=unit, to=into)
    rows = PilotArea.objects.filter(unit=unit)
    for area in save_all_next_version("merge_unit", rows, by=by, at=at, unit=into):
        notify_leaders_of_pilot(area, at=at)
    Panel.objects.unscoped("its pilot area is merged").filter(area=unit).update(area=into)
    LearningAction.objects.unscoped("a unit is merged").filter(unit=unit).update(unit=into)
    learning_requests = LearningRequest.objects.filter(unit=unit)
    there = LearningRequest.objects.filter(unit=into).values("point")
    LearningRequest.objects.bulk_create(
        LearningRequest(point_id=row.point_id, unit=into, read_by=row.read_by, by=row.by, at=at)
        for row in learning_requests.exclude(point__in=there).select_related("by")
    )
