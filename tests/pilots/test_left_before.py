"""Decisions that leave a panel's frame during the draw, or before they come next, are not drawn."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from pilots import draws
from pilots.actions import sampling_frames
from tests.support.module_fixtures import standing
from tests.support.pilots import panels
from tests.support.pilots.panels import begun, cases, drawn, left_out, named
from tests.support.victims.vrr_requests import asked

pytestmark = pytest.mark.django_db


@standing
def there():
    """Three decisions of no further action, and a panel without a draw."""
    there = panels.scene(decisions=3)
    there.panel = named(there, begun(there))
    return there


def restricted(case):
    Case.objects.unscoped("test").filter(pk=case).update(is_restricted=True)


class TestDraw:
    def test_what_leaves_the_frame_while_it_is_drawn_is_nobody_s_to_read(self, there, monkeypatch):
        def meanwhile(strata, **said):
            restricted(there.roads[0].case.pk)
            asked(there.roads[1])
            return whole(strata, **said)

        whole = draws.draw_cases
        monkeypatch.setattr(draws, "draw_cases", meanwhile)
        drawn(there, there.panel, size=3)
        left = {each.entry.case_id for each in cases(there.panel) if each.has_left}
        assert left == {road.case.pk for road in there.roads[:2]}

    def test_a_case_that_is_taken_before_it_is_ours_is_not_drawn(self, there, monkeypatch):
        def meanwhile(panel, **said):
            found = whole(panel, **said)
            restricted(there.roads[0].case.pk)
            return found

        whole = sampling_frames.frame_decisions
        monkeypatch.setattr(sampling_frames, "frame_decisions", meanwhile)
        drawn(there, there.panel, size=2)
        assert {each.case_id for each in panels.entries(there.panel)} == {
            road.case.pk for road in there.roads[1:]
        }

    def test_the_cases_of_the_frame_are_held_until_it_is_kept(self, there):
        with CaptureQueriesContext(connection) as queries:
            drawn(there, there.panel, size=2)
        said = [each["sql"] for each in queries]
        [held] = [n for n, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql and "_case" in sql]
        assert "ORDER BY" in said[held]
        assert any('FROM "cases_decision"' in sql for sql in said[held + 1 :])


class TestComingNext:
    @pytest.mark.parametrize("meanwhile", ["restricted", "under review"])
    def test_what_has_left_the_frame_since_the_draw_does_not_come_next(self, there, meanwhile):
        drawn(there, there.panel, size=1)
        _on_it, following, last = panels.entries(there.panel)
        if meanwhile == "restricted":
            restricted(following.case_id)
        else:
            [road] = [road for road in there.roads if road.case.pk == following.case_id]
            asked(road)
        left_out(there, cases(there.panel)[0])
        assert [row.entry_id for row in cases(there.panel)][1:] == [last.pk]

    def test_nothing_comes_next_where_nothing_is_left(self, there):
        drawn(there, there.panel, size=1)
        for entry in panels.entries(there.panel)[1:]:
            restricted(entry.case_id)
        left_out(there, cases(there.panel)[0])
        assert [row.status for row in cases(there.panel)] == ["OUT"]
