"""Decisions that leave a panel's frame during the draw, or before they come next, are not drawn."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from pilots import draws
from pilots.actions import sampling_frames
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import (
    add_scene_panel,
    draw_panel_cases,
    leave_case_out,
    name_members,
    panel_cases,
)
from tests.support.victims.vrr_requests import ask_for_review_today

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """Three decisions of no further action, and a panel without a draw."""
    scene = panels.build_panel_scene(decisions=3)
    scene.panel = name_members(scene, add_scene_panel(scene))
    return scene


def restrict_case(case):
    Case.objects.unscoped("test").filter(pk=case).update(is_restricted=True)


class TestDraw:
    def test_a_decision_that_leaves_the_frame_during_the_draw_is_read_by_no_member(
        self, scene, monkeypatch
    ):
        def meanwhile(strata, **said):
            restrict_case(scene.builders[0].case.pk)
            ask_for_review_today(scene.builders[1])
            return whole(strata, **said)

        whole = draws.draw_cases
        monkeypatch.setattr(draws, "draw_cases", meanwhile)
        draw_panel_cases(scene, scene.panel, size=3)
        left = {each.entry.case_id for each in panel_cases(scene.panel) if each.has_left}
        assert left == {builder.case.pk for builder in scene.builders[:2]}

    def test_a_case_that_is_taken_before_it_is_ours_is_not_drawn(self, scene, monkeypatch):
        def meanwhile(panel, **said):
            found = whole(panel, **said)
            restrict_case(scene.builders[0].case.pk)
            return found

        whole = sampling_frames.frame_decisions
        monkeypatch.setattr(sampling_frames, "frame_decisions", meanwhile)
        draw_panel_cases(scene, scene.panel, size=2)
        assert {each.case_id for each in panels.frame_entries(scene.panel)} == {
            builder.case.pk for builder in scene.builders[1:]
        }

    def test_the_cases_of_the_frame_are_held_until_it_is_kept(self, scene):
        with CaptureQueriesContext(connection) as queries:
            draw_panel_cases(scene, scene.panel, size=2)
        said = [each["sql"] for each in queries]
        [held] = [n for n, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql and "_case" in sql]
        assert "ORDER BY" in said[held]
        assert any('FROM "cases_decision"' in sql for sql in said[held + 1 :])


class TestComingNext:
    @pytest.mark.parametrize("meanwhile", ["restricted", "under review"])
    def test_a_decision_that_left_the_frame_since_the_draw_does_not_come_next(
        self, scene, meanwhile
    ):
        draw_panel_cases(scene, scene.panel, size=1)
        _on_it, following, last = panels.frame_entries(scene.panel)
        if meanwhile == "restricted":
            restrict_case(following.case_id)
        else:
            [builder] = [
                builder for builder in scene.builders if builder.case.pk == following.case_id
            ]
            ask_for_review_today(builder)
        leave_case_out(scene, panel_cases(scene.panel)[0])
        assert [row.entry_id for row in panel_cases(scene.panel)][1:] == [last.pk]

    def test_nothing_comes_next_where_nothing_is_left(self, scene):
        draw_panel_cases(scene, scene.panel, size=1)
        for entry in panels.frame_entries(scene.panel)[1:]:
            restrict_case(entry.case_id)
        leave_case_out(scene, panel_cases(scene.panel)[0])
        assert [row.status for row in panel_cases(scene.panel)] == ["OUT"]
