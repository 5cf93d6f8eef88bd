"""What the browser finds of scrutiny panels."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from pilots.actions import leaving_out
from pilots.actions import panels as actions
from pilots.models import PanelCase
from tests.cases.deciding import no_further_action
from tests.cast import scope
from tests.pilots import panels as scenes

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12


def against(road):
    """No further action is in force about both suspects."""
    for suspect in road.suspects:
        no_further_action(road, suspect)
    return road


def panels(area, people):
    """A panel with nothing drawn, and one whose first case somebody wants to leave out."""
    at = timezone.now()
    convener = scenes.sitting(area, people.cps, convenes=True)
    members = [scenes.sitting(area, area) for _ in range(2)]
    by = scope(convener, at=at)
    today = at.date()
    frame = {
        "area": area.pk, "decided_by": "CPS", "from_on": today - timedelta(days=30),
        "until_on": today, "waited_days": 0, "quorum": 2, "keeps_units_out": False,
    }  # fmt: skip
    begun, drawn = (actions.add_panel(by=by, at=at, **frame) for _ in range(2))
    for member in members:
        until = today + timedelta(days=90)
        named = {"panel": drawn, "member": member, "until_on": until}
        actions.name_panel_member(by=by, at=at, **named)
    actions.draw_panel(panel=drawn, by=by, at=at, method="STRATIFIED", size=2)
    case, other = PanelCase.objects.for_scope(by).filter(panel=drawn).order_by("number")
    leaving_out.ask_to_leave_out(panel_case=case, by=by, at=at, reason=LONG)
    rows = SimpleNamespace(begun=begun, drawn=drawn, case=case, other=other)
    return {"panels": rows, "panel_convener": convener, "panel_member": members[0]}
