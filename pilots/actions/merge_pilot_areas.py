"""What goes where a merged unit went: called by people/administration/actions/merge_units.py."""

from datetime import datetime

from people.access.scopes import Scope
from people.administration.actions.open_admin_action import save_all_next_version
from people.models import Unit
from pilots.models import LearningAction, LearningRequest, Panel, PilotArea
from timeliness.actions import clocks


def move_pilot_areas_to_unit(*, unit: Unit, into: Unit, by: Scope, at: datetime) -> None:
    """
    CPS Areas take part by the other pilot area from now on, and its panels are that one's.

    What the people of a unit were asked to read, or its leaders to do, is asked of the other's,
    who they now are. The clocks of cases' units have followed by now.
    """
    clocks.lock_calendar_shared()
    clocks.move_clocks_to_unit(of=unit, to=into)
    save_all_next_version(
        "merge_unit", PilotArea.objects.filter(unit=unit), by=by, at=at, unit=into
    )
    Panel.objects.system("its pilot area is merged").filter(area=unit).update(area=into)
    LearningAction.objects.system("a unit is merged").filter(unit=unit).update(unit=into)
    asked = LearningRequest.objects.filter(unit=unit)
    there = LearningRequest.objects.filter(unit=into).values("point")
    LearningRequest.objects.bulk_create(
        LearningRequest(point_id=row.point_id, unit=into, read_by=row.read_by, by=row.by, at=at)
        for row in asked.exclude(point__in=there).select_related("by")
    )
