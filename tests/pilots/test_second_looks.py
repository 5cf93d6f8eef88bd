"""A decision that a panel refers back goes to a person without part in it, not to the panel."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Case, Decision, Suspect
from devtools.case_builder import cps_unit, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.administration.actions.linked_accounts import join_accounts
from pilots.actions import opinions, passages, reconsiderations
from pilots.actions.panels import end_panel_member
from pilots.models import SecondLook
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.pages import client_for, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.pages import post_page
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """A panel that has referred back its only case."""
    scene = panels.build_panel_scene(decisions=1)
    scene.at = panels.start_of_today()
    scene.judge = panels.panel_person(scene.area, scene.cast.cps, "prosecute_cases")
    members = ("police", "cps", "outside", "judge")
    until = {"until_on": scene.at.date()}
    scene.panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene, **until), *members), size=1
    )
    scene.silent = panels.panel_person(scene.area, scene.cast.cps, "prosecute_cases")
    scene.convening = panels.panel_person(
        scene.area, scene.cast.cps, "prosecute_cases", convenes=True
    )
    scene.convened = panels.panel_person(
        scene.area, scene.cast.cps, "prosecute_cases", convenes=True
    )
    name_members(scene, scene.panel, "silent")
    day = scene.at.date() + timedelta(days=14)
    run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.silent)
    scene.at += timedelta(minutes=1)  # a member who left before the opening is not waited for
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=day)
    [row] = panel_cases(scene.panel)
    run_action(scene, passages.propose_passage, "convened", panel_case=row, text="it took long")
    facts = {"of": scene.convened, "on": scene.area, "by": scene.admin, "at": scene.at}
    grants.revoke_capacity("convene_panels", **facts)
    for who in members:
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
    said = FOUND | {"refers_back": True, "text": "Zqfound: look at the phone."}
    run_action(scene, opinions.record_finding, "convener", panel_case=row, **said)
    scene.manager, scene.prosecutor = scene.cast.manager, scene.cast.prosecutor
    scene.fresh = person(scene.cast.cps, "prosecute_cases", name="Fay Fresh")
    return scene


def second_look():
    return SecondLook.objects.unscoped("test").get()


def name_reviewer_for_look(scene, who):
    action = reconsiderations.name_for_second_look
    return run_action(scene, action, "manager", second_look=second_look(), person=who)


def take_look(scene, who="fresh", outcome="STANDS"):
    action, said = (
        reconsiderations.take_second_look,
        {"outcome": outcome, "reasons": "Zqreasons. Both sides know the reason."},
    )
    return run_action(scene, action, who, second_look=second_look(), **said)


def only_decision():
    return Decision.objects.unscoped("test").get()


def join_people(scene, one, other):
    by = scope(scene.admin, at=scene.at)
    join_accounts(
        approval=approved("join_accounts"), person=one, by=by, at=scene.at, email=other.email
    )


def panel_text(scene, who):
    return page_text(
        client_for(getattr(scene, who)).get(reverse("see-panel", args=[scene.panel.pk]))
    )


class TestWork:
    def test_those_who_lead_the_deciding_unit_find_it_where_they_work(self, scene):
        manager = client_for(scene.manager)
        assert "Asked by panels: 1" in page_text(manager.get(reverse("worklist")))
        page = page_text(manager.get(reverse("see-asked-by-panels")))
        assert second_look().case.urn in page and "Name who reconsiders the decision" in page
        own = page_text(manager.get(reverse("see-second-look", args=[second_look().pk])))
        assert "Zqfound" in own and scene.panel.reference not in own
        for name in ("convener", "police", "cps", "outside"):
            assert getattr(scene, name).name not in own

    def test_people_of_the_panel_and_of_the_police_do_not_open_it(self, scene):
        address = reverse("see-second-look", args=[second_look().pk])
        for who in (scene.police, scene.cps, scene.outside, scene.second):
            assert client_for(who).get(address).status_code == 404
        assert client_for(scene.cast.officer).get(address).status_code == 403

    def test_a_named_reviewer_is_told_and_finds_it(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        delivery = Delivery.objects.get(notice="second_look_named")
        assert (delivery.recipient, delivery.about) == (scene.fresh, second_look().pk)
        page = page_text(client_for(scene.fresh).get(reverse("see-asked-by-panels")))
        assert "Reconsider the decision" in page and second_look().case.urn in page
        assert second_look().case.urn in page_text(
            client_for(scene.fresh).get(reverse("see-notices"))
        )
        page = page_text(client_for(scene.manager).get(reverse("see-asked-by-panels")))
        assert "Fay Fresh is to reconsider the decision" in page and second_look().case.urn in page

    def test_a_case_that_is_restricted_meanwhile_is_met_by_none_of_them(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        Case.objects.unscoped("test").update(is_restricted=True)
        for who in (scene.manager, scene.fresh):
            assert (
                client_for(who).get(reverse("see-second-look", args=[second_look().pk])).status_code
                == 404
            )
            assert "No decision is waiting" in page_text(
                client_for(who).get(reverse("see-asked-by-panels"))
            )


class TestIndependence:
    @pytest.mark.parametrize("who", ["by", "read_by"])
    def test_a_decider_or_countersigner_does_not_look_again(self, scene, who):
        with pytest.raises(Refused, match="neither made this decision, countersigned it"):
            name_reviewer_for_look(scene, getattr(only_decision(), who))

    def test_a_decider_does_not_reconsider_under_another_account(self, scene):
        join_people(scene, scene.fresh, only_decision().by)
        with pytest.raises(Refused, match="under any account"):
            name_reviewer_for_look(scene, scene.fresh)

    def test_a_reviewer_joined_to_the_decider_afterwards_does_not_reconsider(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        join_people(scene, scene.fresh, only_decision().by)
        with pytest.raises(Refused, match="under this or another account"):
            take_look(scene)
        assert second_look().outcome == ""

    @pytest.mark.parametrize("who", ["judge", "silent", "convening", "convened"])
    def test_a_person_with_a_part_in_the_panel_does_not_reconsider(self, scene, who):
        with pytest.raises(Refused, match="nor had a part in the panel"):
            name_reviewer_for_look(scene, getattr(scene, who))

    def test_people_of_another_unit_do_not_reconsider_and_the_page_offers_only_the_unit(
        self, scene
    ):
        stranger = person(cps_unit(), "prosecute_cases")
        with pytest.raises(Refused, match="someone of the unit"):
            name_reviewer_for_look(scene, stranger)
        page = page_text(
            client_for(scene.manager).get(reverse("name-for-second-look", args=[second_look().pk]))
        )
        assert "Fay Fresh" in page
        for kept in (only_decision().by, only_decision().read_by, scene.judge, stranger):
            assert f"{kept.name} " not in page.replace("Select one", "")

    def test_only_the_named_reviewer_records_the_result(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        with pytest.raises(Refused, match="Only the reviewer who was named"):
            take_look(scene, "manager")


class TestOutcome:
    def test_a_decision_upheld_is_all_that_the_convener_reads(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        assert "not looked at yet" in panel_text(scene, "convener")
        take_look(scene)
        assert only_decision().status == "LIVE"
        page = panel_text(scene, "convener")
        assert "Reconsidered: decision upheld" in page
        steps = client_for(scene.convener).get(reverse("see-panel-steps", args=[scene.panel.pk]))
        for told in (page, page_text(steps)):
            assert "Zqreasons" not in told and "Fay Fresh" not in told
            assert second_look().case.urn not in told
        assert "Reconsidered" not in panel_text(scene, "police")
        assert "Zqreasons" in page_text(
            client_for(scene.manager).get(reverse("see-second-look", args=[second_look().pk]))
        )

    def test_a_changed_decision_puts_the_case_on_its_ordinary_path(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        post_page(
            client_for(scene.fresh),
            "take-second-look",
            second_look().pk,
            outcome="CHANGED",
            reasons="Zq. Both sides know the reason.",
        )
        assert only_decision().status == "SET_ASIDE"
        assert Suspect.objects.unscoped("test").get().state == "READY_TO_ALLOCATE"
        assert panel_cases(scene.panel)[0].has_left
        assert "decision overturned" in panel_text(scene, "convener")
        for member in ("police", "cps", "outside"):
            assert "stand" not in panel_text(scene, member).replace("Consistent", "")

    def test_a_second_look_is_taken_once(self, scene):
        name_reviewer_for_look(scene, scene.fresh)
        take_look(scene)
        with pytest.raises(Refused, match="has been reconsidered"):
            take_look(scene, outcome="CHANGED")
        with pytest.raises(Refused, match="has been reconsidered"):
            name_reviewer_for_look(scene, scene.prosecutor)

    def test_a_decision_no_longer_in_force_waits_for_no_reviewer(self, scene):
        Decision.objects.unscoped("test").update(status="SET_ASIDE")
        assert "No decision is waiting" in page_text(
            client_for(scene.manager).get(reverse("see-asked-by-panels"))
        )
        with pytest.raises(Refused, match="no longer in force"):
            name_reviewer_for_look(scene, scene.fresh)
