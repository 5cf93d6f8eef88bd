"""Panels look at out-of-court disposals: the frame, the pack, and the way back."""

from datetime import timedelta

import pytest

from cases.states import State
from devtools.case_builder import CaseBuilder, person, scope
from pilots.actions import opinions, packs, panels, reconsiderations, sampling_frames
from pilots.models import Pack, PanelCase, SecondLook
from pilots.pack_labels import describe_pack_facts
from pilots.queries.panels import draw_detail
from pilots.queries.reconsiderations import reconsideration_facts
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.disposals import (
    WHY,
    authorise_disposal,
    not_given,
    report_conditions_of,
    report_disposal_of,
    vary_conditions_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.panels import (
    add_scene_panel,
    build_panel_scene,
    draw_panel_cases,
    name_members,
    panel_cases,
    run_action,
)
from tests.support.victims.duties import tell_victim

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """No further action, a conditional and a simple caution, both authorised."""
    scene = build_panel_scene(decisions=1)
    [scene.not_charged] = scene.builders
    scene.conditional, scene.simple = (CaseBuilder(scene.cast).allocate() for _ in range(2))
    authorise_disposal(scene.conditional)
    authorise_disposal(scene.simple, kind="ADULT_CAUTION", are_asked=False, views="",
                       not_asked_because="She cannot be found.")  # fmt: skip
    scene.panel = name_members(scene, add_scene_panel(scene, decided_by="CPS"))
    return scene


def framed(scene, **facts):
    found = sampling_frames.frame_decisions(scene.panel, at=scene.at, **facts)
    return {(each.row.case_id, each.stratum) for each in found}


def draw_one(scene, kind="ADULT_CONDITIONAL"):
    """Draw the only case of a kind."""
    draw_panel_cases(scene, scene.panel, method="THEMATIC", reason=kind, size=1)
    [row] = panel_cases(scene.panel)
    return row


def has_left(row):
    return PanelCase.objects.unscoped("test").get(pk=row.pk).has_left


def facts_of(scene, row):
    packs.create_missing_packs(scene.panel, at=scene.at)
    return Pack.objects.unscoped("test").get(panel_case=row).facts


def test_the_frame_has_them_as_a_kind_of_their_own(scene):
    conditional, simple = scene.conditional.case.pk, scene.simple.case.pk
    disposed = {(conditional, "DISPOSAL"), (simple, "DISPOSAL")}
    assert framed(scene) == disposed | {(scene.not_charged.case.pk, "EVIDENTIAL")}
    assert framed(scene, reason="ADULT_CAUTION") == {(simple, "DISPOSAL")}
    codes = [code for code, _label in panels.coded_reasons(scene.panel)]
    assert {"ADULT_CONDITIONAL", "YOUTH_CAUTION"} <= set(codes)
    not_given(scene.simple)
    assert framed(scene, reason="ADULT_CAUTION") == set()


def test_it_stays_while_the_police_give_it_and_leaves_once_it_falls_away(scene):
    row = draw_one(scene)
    report_disposal_of(scene.conditional)
    assert not has_left(row)
    report_conditions_of(scene.conditional, were_met=False)
    assert has_left(row)


def test_one_that_has_ended_stays(scene):
    row = draw_one(scene)
    report_disposal_of(scene.conditional)
    report_conditions_of(scene.conditional)
    assert scene.conditional.suspect().state == State.OUT_OF_COURT and not has_left(row)


def test_a_pack_says_what_kind_it_is_and_nothing_that_was_written(scene):
    row = draw_one(scene)
    tell_victim(
        scene.conditional, scene.conditional.victim, scene.conditional.suspect(), "DISPOSAL"
    )
    facts = facts_of(scene, row)
    known = dict(facts)
    assert (known["kind"], known["victims_asked"], known["conditions"]) == (
        "ADULT_CONDITIONAL", "YES", 2,
    )  # fmt: skip
    assert "reason" not in known and known["told_after"] == 0
    said = dict(describe_pack_facts(facts))
    assert said["Decision"] == "Conditional caution"
    assert said["Were the victims asked what they think of it?"] == "Yes"
    assert "course" not in str(said) and WHY not in str(said)
    assert WHY in packs.decision_rationale(row)


def test_a_pack_says_that_the_victims_were_not_asked(scene):
    known = dict(facts_of(scene, draw_one(scene, kind="ADULT_CAUTION")))
    assert (known["victims_asked"], known["conditions"]) == ("NO", 0)


def test_the_draw_names_the_kind(scene):
    draw_one(scene)
    detail = draw_detail(scene.panel, scope(scene.convener, scene.at))
    assert detail.reason == "Conditional caution"


def test_overturned_another_prosecutor_decides_again(scene):
    row = draw_one(scene)
    day = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=day)
    for who in ("police", "cps", "outside"):
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
    said = FOUND | {"refers_back": True, "text": "Nothing shows why he is not charged."}
    run_action(scene, opinions.record_finding, "convener", panel_case=row, **said)
    look = SecondLook.objects.unscoped("test").get()
    told = {str(question): str(answer) for question, answer in reconsideration_facts(look)}
    assert (look.side, told["Why it is not charged"]) == ("CPS", WHY)
    scene.manager = scene.cast.manager
    scene.fresh = person(scene.cast.cps, "prosecute_cases", name="Fay Fresh")
    named = {"second_look": look, "person": scene.fresh}
    run_action(scene, reconsiderations.name_for_second_look, "manager", **named)
    run_action(
        scene, reconsiderations.take_second_look, "fresh", second_look=look, outcome="CHANGED",
        reasons="The circumstances are not exceptional.",
    )  # fmt: skip
    assert scene.conditional.suspect().state == State.READY_TO_ALLOCATE
    assert has_left(row)


def test_a_pack_counts_the_conditions_that_were_decided_on_and_not_how_they_were_varied(scene):
    row = draw_one(scene)
    report_disposal_of(scene.conditional)
    vary_conditions_of(scene.conditional)  # one is left out
    assert dict(facts_of(scene, row))["conditions"] == 2
