"""Rows of pilots in the permission matrix."""

from copy import copy

from devtools.case_builder import MONDAY, NUMBER
from people.models import Agency, Side, Unit
from pilots.models import (
    Draw,
    Finding,
    FrameEntry,
    LearningAction,
    Panel,
    PanelCase,
    PanelMember,
    SecondLook,
)
from timeliness.actions import clocks


def make_pilot_area(name="A team that looks after pilots"):
    """A unit of the learning side, on which people of any side have capacities."""
    agency, _new = Agency.objects.get_or_create(name=name, side=Side.LEARNING)
    return Unit.objects.create(
        agency=agency, name=f"Pilot area {next(NUMBER)}", kind=Unit.Kind.PILOT_AREA
    )


def panel_rows(rows, area):
    """{model: row} of an area's panel that looks at police decisions on a case."""
    case, event = rows["Case"], rows["VictimEvent", "POLICE"]
    panel = Panel.objects.unscoped("test").create(
        area=area, decided_by="POLICE", from_on=MONDAY.date(), until_on=MONDAY.date(),
        waited_days=0, quorum=1, keeps_units_out=False, by_id=case.officer_id, at=MONDAY,
        status="OPEN",
    )  # fmt: skip
    entry = FrameEntry.objects.unscoped("test").create(
        panel=panel, reference="0" * 32, stratum="POLICE", place=1, case=case,
        suspect_id=event.suspect_id, event=event,
    )  # fmt: skip
    Draw.objects.unscoped("test").create(
        panel=panel, method="RANDOM", size=1, seed="0" * 32, frame={"areas": [], "forces": []},
        strata={}, result=["0" * 32], by_id=case.officer_id, at=MONDAY,
    )  # fmt: skip
    PanelMember.objects.unscoped("test").create(
        panel=panel, user_id=case.officer_id, until_on=MONDAY.date(), by_id=case.officer_id,
        at=MONDAY,
    )  # fmt: skip
    drawn = PanelCase.objects.unscoped("test").create(
        panel=panel, entry=entry, number=1, is_open=True
    )
    # The case is past the stage that a panel looks at, so it left the panel at once; put it back.
    PanelCase.objects.unscoped("test").filter(pk=drawn.pk).update(has_left=False)
    investigated = copy(event.suspect)
    investigated.state = "INVESTIGATING"
    finding = Finding.objects.unscoped("test").create(
        panel=panel, panel_case=drawn, grade="CONSISTENT", text="Sound.", refers_back=False,
        by_id=case.officer_id, at=MONDAY,
    )  # fmt: skip
    facts = {"due_on": MONDAY.date(), "by_id": case.officer_id, "at": MONDAY}
    clock, other = (
        clocks.start_agreed_clock(
            due_on=MONDAY.date(), rule="learning_action", about=panel.pk, subject="1", at=MONDAY,
            unit=area,
        )
        for _ in range(2)
    )  # fmt: skip
    action = LearningAction.objects.unscoped("test").create(
        panel=panel, finding=finding, text="Brief.", owner_id=case.officer_id, clock=clock, **facts
    )
    of_unit = LearningAction.objects.unscoped("test").create(
        panel=panel, finding=finding, text="Brief.", unit_id=case.police_unit_id, clock=other,
        **facts,
    )  # fmt: skip
    look = SecondLook.objects.unscoped("test").create(
        case=case, suspect=investigated, panel_case=drawn, event=event, side="POLICE",
        why="Sound.", deciders=[case.officer_id], judges=[], at=MONDAY,
    )  # fmt: skip
    return {
        "Panel": panel, "PanelCase": drawn, ("LearningAction", False): action,
        ("LearningAction", True): of_unit, "SecondLook": look,
    }  # fmt: skip
