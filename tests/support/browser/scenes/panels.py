"""Scrutiny panels of the scene."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from devtools.case_builder import person, scope
from pilots.actions import exclusions, learning_actions, opinions, passages, reconsiderations
from pilots.actions import panels as actions
from pilots.models import PanelCase, SecondLook
from tests.support.cases.decisions import no_further_action
from tests.support.pilots import panels as scenes

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12


def decide_against_suspects(builder):
    """Decisions of no further action about both suspects."""
    for suspect in builder.suspects:
        no_further_action(builder, suspect)
    return builder


def add_panels(area, people):
    """A panel without a draw, and one with a proposal to leave its first case out."""
    at = timezone.now()
    convener = scenes.panel_person(area, people.cps, convenes=True)
    members = [scenes.panel_person(area, area) for _ in range(2)]
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
    exclusions.ask_to_leave_out(panel_case=case, by=by, at=at, reason=LONG)
    rows = SimpleNamespace(
        begun=begun, drawn=drawn, case=case, other=other, **build_open_panel(by, at, frame, members)
    )
    looks_again = person(people.cps, "prosecute_cases", name="Lara Looks-Again")
    name_second_looker(rows.look, scope(people.manager, at=at), looks_again)
    return {
        "panels": rows, "panel_convener": convener, "panel_member": members[0],
        "looks_again": looks_again,
    }  # fmt: skip


def name_second_looker(look, by, looks_again):
    """
    Name a person who had no part in it for the reconsideration of a case that is referred back.
    """
    reconsiderations.name_for_second_look(second_look=look, by=by, at=by.at, person=looks_again)


def build_open_panel(by, at, frame, members):
    """An open panel: one case is read by each member alone, the other by all together."""
    panel = actions.add_panel(by=by, at=at, **frame)
    until = at.date() + timedelta(days=90)
    for member in members:
        actions.name_panel_member(panel=panel, by=by, at=at, member=member, until_on=until)
    actions.draw_panel(panel=panel, by=by, at=at, method="RANDOM", size=2)
    rows = PanelCase.objects.for_scope(by).filter(panel=panel).order_by("number")
    alone, together = rows.select_related("panel")
    passage = "The accounts differ. " * 40
    opinions.open_panel(panel=panel, by=by, at=at, opinions_by=until)
    for row in (together, alone):
        passages.propose_passage(panel_case=row, by=by, at=at, text=passage)
    second = scope(members[0], at=at)
    passages.settle_passage(panel_case=together, by=second, at=at, is_agreed=True, version=1)
    for member in members:
        opinions.give_opinion(
            panel_case=together, by=scope(member, at=at), at=at, grade="OBSERVATIONS",
            themes=["DELAY"],
            is_suspect_focused="PARTLY", is_plan_proportionate="YES", was_victim_told_well="NO",
            text=LONG,
        )  # fmt: skip
    opinions.record_finding(
        panel_case=together, by=by, at=at, grade="OBSERVATIONS", themes=["DELAY"], text=LONG,
        refers_back=True,
    )  # fmt: skip
    action = learning_actions.set_learning_action(
        panel_case=together, by=by, at=at, text=LONG, member=members[0], due_on=until
    )
    look = SecondLook.objects.unscoped("test").get(panel_case=together)
    return {
        "action": action, "read": panel, "alone": alone, "together": together, "look": look,
    }  # fmt: skip
