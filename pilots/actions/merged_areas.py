"""What goes where a merged unit went: called by people/actions/merging.py."""

from datetime import datetime

from people.access import Scope
from people.actions.base import write_all
from people.models import Unit
from pilots.models import LearningAction, LearningRequest, Panel, PilotArea
from timeliness.actions import clocks


def follow(*, unit: Unit, into: Unit, by: Scope, at: datetime) -> None:
    """
    CPS Areas take part by the other pilot area from now on, and its panels are that one's.

    What the people of a unit were asked to read, or its leaders to do, is asked of the other's,
    who they now are. The clocks of cases' units have followed by now.
    """
    clocks.keep_calendar()
    clocks.follow(of=unit, to=into)
    write_all("merge_unit", PilotArea.objects.filter(unit=unit), by=by, at=at, unit=into)
    Panel.objects.system("its pilot area is merged").filter(area=unit).update(area=into)
    LearningAction.objects.system("a unit is merged").filter(unit=unit).update(unit=into)
    asked = LearningRequest.objects.filter(unit=unit)
    there = LearningRequest.objects.filter(unit=into).values("point")
    LearningRequest.objects.bulk_create(
        LearningRequest(point_id=row.point_id, unit=into, read_by=row.read_by, by=row.by, at=at)
        for row in asked.exclude(point__in=there).select_related("by")
    )
