"""Panels look at investigations that the police closed: the frame, the pack, and the way back."""

from datetime import timedelta

import pytest

from cases.models import Suspect
from cases.states import State
from devtools.case_builder import CaseBuilder
from people.access.scopes import Refused
from pilots.actions import opinions, packs, passages, reconsiderations, sampling_frames
from pilots.models import Pack, SecondLook
from pilots.pack_labels import describe_pack_facts
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases import closing
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import draw_panel_cases, name_members, panel_cases, run_action

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """Two closed investigations, with different outcomes, and one that waits for its signature."""
    scene = panels.build_panel_scene(decisions=0)
    scene.unsupported, scene.difficult, waiting = (CaseBuilder(scene.cast) for _ in range(3))
    closing.close_investigation(scene.unsupported)
    closing.close_investigation(scene.difficult, outcome=15)
    closing.propose_closing(waiting)
    scene.inspector, scene.supervisor = scene.cast.inspector, scene.cast.supervisor
    scene.panel = name_members(scene, panels.add_scene_panel(scene, decided_by="POLICE"))
    return scene


def framed_case_ids(scene, **facts):
    found = sampling_frames.frame_decisions(scene.panel, at=scene.at, **facts)
    return {each.row.case_id for each in found}


def draw_unsupported(scene):
    """Draw the one case whose outcome is 16."""
    drawn = {"method": "THEMATIC", "reason": "16", "size": 1}
    draw_panel_cases(scene, scene.panel, **drawn)
    [row] = panel_cases(scene.panel)
    return row


def refer_back(scene, row):
    """The panel opens, gives its opinions, and refers the decision back."""
    day = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=day)
    for who in ("police", "cps", "outside"):
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
    said = FOUND | {"refers_back": True, "text": "Look at the phone first."}
    run_action(scene, opinions.record_finding, "convener", panel_case=row, **said)
    return SecondLook.objects.unscoped("test").get()


def test_the_frame_has_the_signed_reports_and_an_outcome_narrows_it(scene):
    unsupported, difficult = scene.unsupported.case.pk, scene.difficult.case.pk
    assert framed_case_ids(scene) == {unsupported, difficult}
    assert framed_case_ids(scene, reason="16") == {unsupported}
    assert framed_case_ids(scene, reason="15") == {difficult}


def test_a_report_with_two_outcomes_is_drawn_by_either_and_its_pack_has_both(scene):
    apart = closing.two_victims(scene.cast)
    closing.propose_apart(apart, first=21, second=16)
    closing.sign_closing(apart)
    assert framed_case_ids(scene, reason="21") == {apart.case.pk}
    assert framed_case_ids(scene, reason="16") == {scene.unsupported.case.pk, apart.case.pk}
    assert framed_case_ids(scene, reason="15") == {scene.difficult.case.pk}
    draw_panel_cases(scene, scene.panel, method="THEMATIC", reason="21", size=1)
    [row] = panel_cases(scene.panel)
    packs.create_missing_packs(scene.panel, at=scene.at)
    facts = Pack.objects.unscoped("test").get(panel_case=row).facts
    assert [value for name, value in facts if name == "outcome"] == [16, 21]


def test_a_reopened_investigation_is_not_in_the_frame(scene):
    closing.reopen_closed(scene.difficult)
    assert framed_case_ids(scene) == {scene.unsupported.case.pk}


def test_a_pack_has_the_outcome_and_its_passage_comes_from_the_reasons(scene):
    row = draw_unsupported(scene)
    packs.create_missing_packs(scene.panel, at=scene.at)
    facts = Pack.objects.unscoped("test").get(panel_case=row).facts
    assert dict(facts)["decided_by"] == "POLICE" and dict(facts)["outcome"] == 16
    assert [(name, value) for name, value in facts if name.startswith("focus_")] == [
        ("focus_before", "NOTHING"), ("focus_during", "BEARS"), ("focus_after", "NOT_LOOKED"),
        ("focus_misconceptions", "NOTHING"),
    ]  # fmt: skip
    assert "He did not ask" not in str(facts)  # a code, and never what was written
    said = {str(answer) for _question, answer in describe_pack_facts(facts)}
    assert any("victim does not support" in each for each in said)
    assert packs.decision_rationale(row) == closing.WHY


def test_an_overturned_closing_is_open_again_by_somebody_without_part_in_it(scene):
    look = refer_back(scene, draw_unsupported(scene))
    assert look.side == "POLICE"
    assert {scene.cast.officer.pk, scene.supervisor.pk} <= set(look.deciders)
    named = reconsiderations.name_for_second_look
    with pytest.raises(Refused, match="neither made this decision"):
        run_action(scene, named, "supervisor", second_look=look, person=scene.supervisor)
    run_action(scene, named, "supervisor", second_look=look, person=scene.inspector)
    run_action(
        scene, reconsiderations.take_second_look, "inspector", second_look=look,
        outcome="CHANGED", reasons="The phone was never downloaded.",
    )  # fmt: skip
    assert scene.unsupported.suspect().state == State.INVESTIGATING
    report = closing.newest_report(scene.unsupported.suspects[0])
    assert (report.status, report.reopened_on) == ("REOPENED", "PANEL")
    assert report.reopened_because == "The phone was never downloaded."


def test_a_passage_may_say_that_nobody_was_identified(scene):
    row = draw_unsupported(scene)
    Suspect.objects.unscoped("test").filter(case=scene.unsupported.case).update(
        surname="", given_names="", born_on=None, custody="NOT_ARRESTED"
    )
    assert {"Not", "identified"}.isdisjoint(packs.identifying_names(row))
    text = "The suspect was not identified, and no camera was looked at."
    run_action(scene, passages.propose_passage, "convener", panel_case=row, text=text)
