"""Panels: sampling frame, members, conflicts, and cases that leave by themselves."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.models import Case
from devtools.case_builder import scope
from people.access.grants import grant_capacity
from people.access.scopes import Refused
from people.models import AuditEntry, Human, User
from pilots.actions import conflicts, sampling_frames
from pilots.actions import panels as actions
from pilots.models import PanelStatus
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import post_page, response_text
from tests.support.pilots import panels
from tests.support.pilots.panels import (
    add_scene_panel,
    case_numbers_read_by,
    draw_panel_cases,
    leave_case_out,
    name_members,
    panel_cases,
    run_action,
)
from tests.support.victims.vrr_requests import ask_for_review_today

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """Three decisions of no further action, and a panel without a draw."""
    scene = panels.build_panel_scene(decisions=3)
    scene.panel = name_members(scene, add_scene_panel(scene))
    return scene


def framed_case_ids(scene, panel=None, **facts):
    return {
        found.row.case_id
        for found in sampling_frames.frame_decisions(panel or scene.panel, at=scene.at, **facts)
    }


def builder_of(scene, panel_case):
    [builder] = [
        builder for builder in scene.builders if builder.case.pk == panel_case.entry.case_id
    ]
    return builder


class TestFrame:
    def test_the_frame_has_the_decisions_of_the_area_that_are_old_enough(self, scene):
        assert framed_case_ids(scene) == {builder.case.pk for builder in scene.builders}
        assert not framed_case_ids(scene, add_scene_panel(scene, waited_days=90))
        assert not framed_case_ids(scene, add_scene_panel(scene, until_on=date(2026, 3, 1)))
        assert not framed_case_ids(scene, add_scene_panel(scene, decided_by="POLICE"))

    def test_a_restricted_case_is_not_in_it(self, scene):
        Case.objects.unscoped("test").filter(pk=scene.builders[0].case.pk).update(
            is_restricted=True
        )
        assert framed_case_ids(scene) == {builder.case.pk for builder in scene.builders[1:]}

    def test_a_decision_under_review_is_not_in_it(self, scene):
        ask_for_review_today(scene.builders[0])
        assert framed_case_ids(scene) == {builder.case.pk for builder in scene.builders[1:]}

    def test_the_frame_can_be_narrowed_to_one_reason(self, scene):
        assert len(framed_case_ids(scene, reason="CONSENT")) == 3
        assert not framed_case_ids(scene, reason="ACT")

    def test_an_area_that_takes_no_part_has_none(self, scene):
        other = panels.make_pilot_area()
        convener = panels.panel_person(other, other, convenes=True)
        by = scope(convener, at=scene.at)
        panel = actions.add_panel(by=by, at=scene.at, area=other.pk, **panels.FRAME)
        assert not framed_case_ids(scene, panel)

    def test_a_person_begins_no_panel_of_an_area_they_do_not_convene(self, scene):
        other = panels.make_pilot_area()
        with pytest.raises(Refused, match="you convene"):
            add_scene_panel(scene, area=other.pk)


class TestDraw:
    def test_more_than_the_frame_has_is_refused_and_nothing_is_kept(self, scene):
        with pytest.raises(Refused, match="The frame has 3 decisions, fewer"):
            draw_panel_cases(scene, scene.panel, size=4)
        assert panels.fresh_panel(scene.panel).status == PanelStatus.FRAMED
        assert not panels.frame_entries(scene.panel)

    def test_a_frame_without_a_decision_says_so(self, scene):
        with pytest.raises(Refused, match="has no decision"):
            draw_panel_cases(scene, add_scene_panel(scene, waited_days=900), size=1)

    def test_a_thematic_draw_offers_the_reasons_of_whose_decisions_it_is(self, scene, client):
        client.force_login(scene.convener)
        page = response_text(client.get(reverse("draw-panel", args=[scene.panel.pk])))
        assert "among the decisions for one reason" in page
        of_police = add_scene_panel(scene, decided_by="POLICE")
        page = response_text(client.get(reverse("draw-panel", args=[of_police.pk])))
        assert "16. Evidential difficulties" in page and "Absence of consent" not in page
        with pytest.raises(Refused, match="give no such reason"):
            draw_panel_cases(scene, of_police, method="THEMATIC", reason="CONSENT")

    def test_a_panel_is_drawn_once(self, scene):
        draw_panel_cases(scene, scene.panel)
        with pytest.raises(Refused, match="have been drawn"):
            draw_panel_cases(scene, scene.panel)

    def test_the_frame_and_the_seed_are_kept_and_stay(self, scene):
        draw_panel_cases(scene, scene.panel)
        row = panels.draw_of(scene.panel)
        assert row.frame["areas"] == ["CPS South West"] and row.frame["waited_days"] == 28
        assert row.strata == {"ALL": {"in_frame": 3, "drawn": 2}}
        assert len(panels.frame_entries(scene.panel)) == 3
        for statement in (
            "UPDATE pilots_draw SET seed = 'chosen'",
            "UPDATE pilots_frameentry SET place = 9",
            "UPDATE pilots_panel SET quorum = 1",
            "DELETE FROM pilots_panelcase",
            "DELETE FROM pilots_panelconflict",
        ):
            with (
                pytest.raises(DatabaseError, match="permission denied|only ever grows"),
                transaction.atomic(), connection.cursor() as cursor,
            ):  # fmt: skip
                cursor.execute(statement)

    def test_a_reference_tells_nothing_and_differs_in_another_panel(self, scene):
        draw_panel_cases(scene, scene.panel)
        draw_panel_cases(scene, other := add_scene_panel(scene))
        first, second = (
            {each.decision_id: each.reference for each in panels.frame_entries(panel)}
            for panel in (scene.panel, other)
        )
        assert first.keys() == second.keys() and not set(first.values()) & set(second.values())


class TestLeavingOut:
    def test_a_second_person_agrees_and_the_next_in_order_takes_its_place(self, scene):
        draw_panel_cases(scene, scene.panel, size=1)
        leave_case_out(scene, panel_cases(scene.panel)[0], who="police")
        first, second = panel_cases(scene.panel)
        assert (first.status, second.status) == ("OUT", "ON_PANEL")
        assert (first.entry.place, second.entry.place) == (1, 2)

    def test_a_convener_does_not_agree_with_themselves_under_any_account(self, scene):
        human = Human.objects.create()
        both = [scene.convener.pk, scene.second.pk]
        User.objects.filter(pk__in=both).update(human=human)
        draw_panel_cases(scene, scene.panel, size=1)
        for who in ("convener", "second"):
            with pytest.raises(Refused, match="so someone else decides"), transaction.atomic():
                leave_case_out(scene, panel_cases(scene.panel)[0], who=who)

    def test_a_case_stays_where_the_second_person_says_so(self, scene):
        draw_panel_cases(scene, scene.panel, size=1)
        leave_case_out(scene, panel_cases(scene.panel)[0], is_agreed=False)
        assert [each.status for each in panel_cases(scene.panel)] == ["ON_PANEL"]


class TestConflicts:
    def test_a_person_with_a_part_in_the_case_does_not_read_it(self, scene):
        draw_panel_cases(scene, scene.panel, size=3)
        assert case_numbers_read_by(scene, scene.panel, "police") == [1, 2, 3]
        people = scene.cast
        for who in ("prosecutor", "other_prosecutor", "supervisor", "officer", "assistant"):
            scene.worked = getattr(people, who)
            sits = {"to": scene.worked, "on": scene.area, "by": scene.admin, "at": panels.LONG_AGO}
            grant_capacity("sit_on_panels", **sits)
            name_members(scene, scene.panel, "worked")
            assert case_numbers_read_by(scene, scene.panel, "worked") == [], who

    def test_every_account_of_the_same_human_is_kept_from_it(self, scene):
        human = Human.objects.create()
        both = [scene.cps.pk, scene.cast.other_prosecutor.pk]
        User.objects.filter(pk__in=both).update(human=human)
        draw_panel_cases(scene, scene.panel)
        assert case_numbers_read_by(scene, scene.panel, "cps") == []

    def test_an_interest_in_one_case_keeps_from_that_alone(self, scene):
        draw_panel_cases(scene, scene.panel, size=3)
        case = panels.case_of_row(panel_cases(scene.panel)[0])
        add_conflict(scene.outside, case, at=scene.at)
        conflicts.record_panel_conflicts(scene.panel, at=scene.at)
        assert case_numbers_read_by(scene, scene.panel, "outside") == [2, 3]

    def test_members_of_a_unit_that_has_it_are_kept_where_the_panel_says_so(self, scene):
        scene.colleague = panels.panel_person(scene.area, scene.cast.cps, "triage_cases")
        for keeps, wanted in ((False, [1, 2]), (True, [])):
            panel = draw_panel_cases(scene, add_scene_panel(scene, keeps_units_out=keeps))
            name_members(scene, panel, "colleague")
            assert case_numbers_read_by(scene, panel, "colleague") == wanted

    def test_a_convener_who_decided_a_case_does_not_see_it_either(self, scene):
        scene.convener = scene.cast.prosecutor
        facts = {"to": scene.convener, "on": scene.area, "by": scene.admin, "at": panels.LONG_AGO}
        grant_capacity("convene_panels", **facts)
        draw_panel_cases(scene, scene.panel)
        assert case_numbers_read_by(scene, scene.panel, "convener") == []
        assert case_numbers_read_by(scene, scene.panel, "second") == [1, 2]

    def test_only_the_members_who_may_read_a_case_count_and_each_human_once(self, scene):
        twice = panels.panel_person(scene.area, scene.area)
        human = Human.objects.create()
        draw_panel_cases(scene, scene.panel, size=1)
        [case] = panel_cases(scene.panel)
        assert len(conflicts.eligible_members_by_case(scene.panel, at=scene.at)[case.pk]) == 3
        User.objects.filter(pk__in=[twice.pk, scene.outside.pk]).update(human=human)
        assert twice not in actions.possible_panel_members(scene.panel, at=scene.at)
        add_conflict(scene.cps, panels.case_of_row(case), at=scene.at)
        conflicts.record_panel_conflicts(scene.panel, at=scene.at)
        assert len(conflicts.eligible_members_by_case(scene.panel, at=scene.at)[case.pk]) == 2


class TestMembers:
    def test_a_term_that_is_over_ends_the_reading(self, scene):
        draw_panel_cases(scene, scene.panel)
        scene.at += timedelta(days=400)
        assert case_numbers_read_by(scene, scene.panel, "outside") == []

    def test_an_ended_membership_ends_the_reading(self, scene):
        draw_panel_cases(scene, scene.panel)
        run_action(
            scene, actions.end_panel_member, "convener", panel=scene.panel, member=scene.outside
        )
        assert case_numbers_read_by(scene, scene.panel, "outside") == []
        with pytest.raises(Refused, match="Select a member"):
            run_action(
                scene, actions.end_panel_member, "convener", panel=scene.panel, member=scene.outside
            )

    def test_only_who_can_sit_on_the_area_s_panels_is_named(self, scene):
        for stranger in (scene.cast.manager, scene.outside):
            with pytest.raises(Refused, match="can sit on this area"):
                run_action(
                    scene, actions.name_panel_member, "convener", panel=scene.panel,
                    member=stranger, until_on=scene.at.date(),
                )  # fmt: skip


class TestLeaving:
    def test_a_case_that_is_restricted_or_under_review_is_read_by_no_member(self, scene):
        draw_panel_cases(scene, scene.panel, size=3)
        first, second, _third = panel_cases(scene.panel)
        row = Case.objects.unscoped("test").filter(pk=first.entry.case_id)
        row.update(is_restricted=True)
        ask_for_review_today(builder_of(scene, second))
        for who in ("convener", "police", "outside"):
            assert case_numbers_read_by(scene, scene.panel, who) == [3]
        row.update(is_restricted=False)
        assert case_numbers_read_by(scene, scene.panel, "police") == [3]


class TestPages:
    def test_a_convener_begins_a_panel_and_draws_it(self, scene, client, monkeypatch):
        client.force_login(scene.convener)
        answers = {
            "area": scene.area.pk, "decided_by": "CPS", "waited_days": "0", "quorum": "2",
            "from_on-day": "1", "from_on-month": "1", "from_on-year": "2026",
            "until_on-day": "30", "until_on-month": "4", "until_on-year": "2026",
        }  # fmt: skip
        begun = post_page(client, "add-panel", **answers)
        assert "The frame has 3 decisions now" in response_text(client.get(begun.url + "draw/"))
        pk = begun.url.rstrip("/").rpartition("/")[2]
        told = response_text(post_page(client, "draw-panel", pk, method="RANDOM", size="9"))
        assert "fewer than you want to draw" in told and 'value="9"' in told
        post_page(client, "draw-panel", pk, method="STRATIFIED", size="2")
        page = response_text(client.get(begun.url))
        assert "Case 2" in page and "0 members may read it" in page
        assert "EVIDENTIAL" in response_text(client.get(begun.url + "drawn/"))

    def test_no_page_of_a_panel_says_which_case_it_is(self, scene, client):
        draw_panel_cases(scene, scene.panel, size=3)
        for who, pages in (("convener", ("", "drawn/", "steps/")), ("outside", ("",))):
            client.force_login(getattr(scene, who))
            for page in pages:
                said = response_text(client.get(reverse("see-panel", args=[scene.panel.pk]) + page))
                for builder in scene.builders:
                    told = (builder.urn, str(builder.case.pk), builder.suspect().surname)
                    assert not [each for each in told if each in said], page

    def test_opened_packs_are_in_the_log(self, scene, client):
        client.force_login(scene.outside)
        client.get(reverse("see-panel", args=[scene.panel.pk]))
        entry = AuditEntry.objects.get(verb="see_panel", user_id=scene.outside.pk)
        assert entry.ids == [str(scene.panel.pk)] and entry.capacities == [
            "panel_member", "sit_on_panels",
        ]  # fmt: skip
