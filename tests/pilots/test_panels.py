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
from tests.support.cases.conflicts import in_conflict
from tests.support.module_fixtures import standing
from tests.support.people.pages import send, text
from tests.support.pilots import panels
from tests.support.pilots.panels import begun, cases, do, drawn, left_out, named, read_by
from tests.support.victims.vrr_requests import asked

pytestmark = pytest.mark.django_db


@standing
def there():
    """Three decisions of no further action, and a panel without a draw."""
    there = panels.scene(decisions=3)
    there.panel = named(there, begun(there))
    return there


def in_frame(there, panel=None, **facts):
    return {
        found.row.case_id
        for found in sampling_frames.frame_decisions(panel or there.panel, at=there.at, **facts)
    }


def road_of(there, panel_case):
    [road] = [road for road in there.roads if road.case.pk == panel_case.entry.case_id]
    return road


class TestFrame:
    def test_the_frame_has_the_decisions_of_the_area_that_are_old_enough(self, there):
        assert in_frame(there) == {road.case.pk for road in there.roads}
        assert not in_frame(there, begun(there, waited_days=90))
        assert not in_frame(there, begun(there, until_on=date(2026, 3, 1)))
        assert not in_frame(there, begun(there, decided_by="POLICE"))

    def test_a_restricted_case_is_not_in_it(self, there):
        Case.objects.unscoped("test").filter(pk=there.roads[0].case.pk).update(is_restricted=True)
        assert in_frame(there) == {road.case.pk for road in there.roads[1:]}

    def test_a_decision_under_review_is_not_in_it(self, there):
        asked(there.roads[0])
        assert in_frame(there) == {road.case.pk for road in there.roads[1:]}

    def test_the_frame_can_be_narrowed_to_one_reason(self, there):
        assert len(in_frame(there, reason="CONSENT")) == 3
        assert not in_frame(there, reason="ACT")

    def test_an_area_that_takes_no_part_has_none(self, there):
        other = panels.a_pilot_area()
        convener = panels.sitting(other, other, convenes=True)
        by = scope(convener, at=there.at)
        panel = actions.add_panel(by=by, at=there.at, area=other.pk, **panels.FRAME)
        assert not in_frame(there, panel)

    def test_nobody_begins_a_panel_of_an_area_they_do_not_convene(self, there):
        other = panels.a_pilot_area()
        with pytest.raises(Refused, match="you convene"):
            begun(there, area=other.pk)


class TestDraw:
    def test_more_than_the_frame_has_is_refused_and_nothing_is_kept(self, there):
        with pytest.raises(Refused, match="The frame has 3 decisions, fewer"):
            drawn(there, there.panel, size=4)
        assert panels.now(there.panel).status == PanelStatus.FRAMED
        assert not panels.entries(there.panel)

    def test_a_frame_without_a_decision_says_so(self, there):
        with pytest.raises(Refused, match="has no decision"):
            drawn(there, begun(there, waited_days=900), size=1)

    def test_a_thematic_draw_is_of_the_cps_alone_and_the_page_says_so(self, there, client):
        client.force_login(there.convener)
        page = text(client.get(reverse("draw-panel", args=[there.panel.pk])))
        assert "among the CPS’s decisions for one reason" in page
        assert "The police record no coded reason" in page
        of_police = begun(there, decided_by="POLICE")
        page = text(client.get(reverse("draw-panel", args=[of_police.pk])))
        assert "for one reason" not in page
        with pytest.raises(Refused, match="who record no coded reason"):
            drawn(there, of_police, method="THEMATIC", reason="CONSENT")

    def test_a_panel_is_drawn_once(self, there):
        drawn(there, there.panel)
        with pytest.raises(Refused, match="have been drawn"):
            drawn(there, there.panel)

    def test_the_frame_and_the_seed_are_kept_and_stay(self, there):
        drawn(there, there.panel)
        row = panels.draw_of(there.panel)
        assert row.frame["areas"] == ["CPS South West"] and row.frame["waited_days"] == 28
        assert row.strata == {"ALL": {"in_frame": 3, "drawn": 2}}
        assert len(panels.entries(there.panel)) == 3
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

    def test_a_reference_tells_nothing_and_differs_in_another_panel(self, there):
        drawn(there, there.panel)
        drawn(there, other := begun(there))
        first, second = (
            {each.decision_id: each.reference for each in panels.entries(panel)}
            for panel in (there.panel, other)
        )
        assert first.keys() == second.keys() and not set(first.values()) & set(second.values())


class TestLeavingOut:
    def test_a_second_person_agrees_and_the_next_in_order_takes_its_place(self, there):
        drawn(there, there.panel, size=1)
        left_out(there, cases(there.panel)[0], who="police")
        first, second = cases(there.panel)
        assert (first.status, second.status) == ("OUT", "ON_PANEL")
        assert (first.entry.place, second.entry.place) == (1, 2)

    def test_nobody_agrees_with_themselves_under_any_account(self, there):
        human = Human.objects.create()
        both = [there.convener.pk, there.second.pk]
        User.objects.filter(pk__in=both).update(human=human)
        drawn(there, there.panel, size=1)
        for who in ("convener", "second"):
            with pytest.raises(Refused, match="so someone else decides"), transaction.atomic():
                left_out(there, cases(there.panel)[0], who=who)

    def test_a_case_stays_where_the_second_person_says_so(self, there):
        drawn(there, there.panel, size=1)
        left_out(there, cases(there.panel)[0], is_agreed=False)
        assert [each.status for each in cases(there.panel)] == ["ON_PANEL"]


class TestConflicts:
    def test_whoever_had_a_hand_in_the_case_does_not_read_it(self, there):
        drawn(there, there.panel, size=3)
        assert read_by(there, there.panel, "police") == [1, 2, 3]
        people = there.cast
        for who in ("prosecutor", "other_prosecutor", "supervisor", "officer", "assistant"):
            there.worked = getattr(people, who)
            sits = {"to": there.worked, "on": there.area, "by": there.admin, "at": panels.LONG_AGO}
            grant_capacity("sit_on_panels", **sits)
            named(there, there.panel, "worked")
            assert read_by(there, there.panel, "worked") == [], who

    def test_every_account_of_the_same_human_is_kept_from_it(self, there):
        human = Human.objects.create()
        both = [there.cps.pk, there.cast.other_prosecutor.pk]
        User.objects.filter(pk__in=both).update(human=human)
        drawn(there, there.panel)
        assert read_by(there, there.panel, "cps") == []

    def test_an_interest_in_one_case_keeps_from_that_alone(self, there):
        drawn(there, there.panel, size=3)
        case = panels.case_of(cases(there.panel)[0])
        in_conflict(there.outside, case, at=there.at)
        conflicts.record_panel_conflicts(there.panel, at=there.at)
        assert read_by(there, there.panel, "outside") == [2, 3]

    def test_members_of_a_unit_that_has_it_are_kept_where_the_panel_says_so(self, there):
        there.colleague = panels.sitting(there.area, there.cast.cps, "triage_cases")
        for keeps, wanted in ((False, [1, 2]), (True, [])):
            panel = drawn(there, begun(there, keeps_units_out=keeps))
            named(there, panel, "colleague")
            assert read_by(there, panel, "colleague") == wanted

    def test_a_convener_who_decided_a_case_does_not_see_it_either(self, there):
        there.convener = there.cast.prosecutor
        facts = {"to": there.convener, "on": there.area, "by": there.admin, "at": panels.LONG_AGO}
        grant_capacity("convene_panels", **facts)
        drawn(there, there.panel)
        assert read_by(there, there.panel, "convener") == []
        assert read_by(there, there.panel, "second") == [1, 2]

    def test_only_the_members_who_may_read_a_case_count_and_each_human_once(self, there):
        twice = panels.sitting(there.area, there.area)
        human = Human.objects.create()
        drawn(there, there.panel, size=1)
        [case] = cases(there.panel)
        assert len(conflicts.eligible_members_by_case(there.panel, at=there.at)[case.pk]) == 3
        User.objects.filter(pk__in=[twice.pk, there.outside.pk]).update(human=human)
        assert twice not in actions.possible_panel_members(there.panel, at=there.at)
        in_conflict(there.cps, panels.case_of(case), at=there.at)
        conflicts.record_panel_conflicts(there.panel, at=there.at)
        assert len(conflicts.eligible_members_by_case(there.panel, at=there.at)[case.pk]) == 2


class TestMembers:
    def test_a_term_that_is_over_ends_the_reading(self, there):
        drawn(there, there.panel)
        there.at += timedelta(days=400)
        assert read_by(there, there.panel, "outside") == []

    def test_an_ended_membership_ends_the_reading(self, there):
        drawn(there, there.panel)
        do(there, actions.end_panel_member, "convener", panel=there.panel, member=there.outside)
        assert read_by(there, there.panel, "outside") == []
        with pytest.raises(Refused, match="Select a member"):
            do(there, actions.end_panel_member, "convener", panel=there.panel, member=there.outside)

    def test_only_who_can_sit_on_the_area_s_panels_is_named(self, there):
        for stranger in (there.cast.manager, there.outside):
            with pytest.raises(Refused, match="can sit on this area"):
                do(
                    there, actions.name_panel_member, "convener", panel=there.panel,
                    member=stranger, until_on=there.at.date(),
                )  # fmt: skip


class TestLeaving:
    def test_a_case_that_is_restricted_or_under_review_is_nobody_s_to_read(self, there):
        drawn(there, there.panel, size=3)
        first, second, _third = cases(there.panel)
        row = Case.objects.unscoped("test").filter(pk=first.entry.case_id)
        row.update(is_restricted=True)
        asked(road_of(there, second))
        for who in ("convener", "police", "outside"):
            assert read_by(there, there.panel, who) == [3]
        row.update(is_restricted=False)
        assert read_by(there, there.panel, "police") == [3]


class TestPages:
    def test_a_convener_begins_a_panel_and_draws_it(self, there, client, monkeypatch):
        client.force_login(there.convener)
        answers = {
            "area": there.area.pk, "decided_by": "CPS", "waited_days": "0", "quorum": "2",
            "from_on-day": "1", "from_on-month": "1", "from_on-year": "2026",
            "until_on-day": "30", "until_on-month": "4", "until_on-year": "2026",
        }  # fmt: skip
        begun = send(client, "add-panel", **answers)
        assert "The frame has 3 decisions now" in text(client.get(begun.url + "draw/"))
        pk = begun.url.rstrip("/").rpartition("/")[2]
        told = text(send(client, "draw-panel", pk, method="RANDOM", size="9"))
        assert "fewer than you want to draw" in told and 'value="9"' in told
        send(client, "draw-panel", pk, method="STRATIFIED", size="2")
        page = text(client.get(begun.url))
        assert "Case 2" in page and "0 members may read it" in page
        assert "EVIDENTIAL" in text(client.get(begun.url + "drawn/"))

    def test_no_page_of_a_panel_says_which_case_it_is(self, there, client):
        drawn(there, there.panel, size=3)
        for who, pages in (("convener", ("", "drawn/", "steps/")), ("outside", ("",))):
            client.force_login(getattr(there, who))
            for page in pages:
                said = text(client.get(reverse("see-panel", args=[there.panel.pk]) + page))
                for road in there.roads:
                    told = (road.urn, str(road.case.pk), road.suspect().surname)
                    assert not [each for each in told if each in said], page

    def test_what_was_opened_is_in_the_log(self, there, client):
        client.force_login(there.outside)
        client.get(reverse("see-panel", args=[there.panel.pk]))
        entry = AuditEntry.objects.get(verb="see_panel", user_id=there.outside.pk)
        assert entry.ids == [str(there.panel.pk)] and entry.capacities == [
            "panel_member", "sit_on_panels",
        ]  # fmt: skip
