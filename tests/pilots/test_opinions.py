"""Members give opinions separately; then the panel finds, refers back and closes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Decision, Event
from devtools.case_builder import person, scope
from people.access import grants
from people.access.scopes import Refused
from people.administration.actions.linked_accounts import join_accounts
from pilots.actions import conflicts, exclusions, opinions, removed_cases
from pilots.actions.panels import end_panel_member
from pilots.models import Finding, Opinion, PanelCase, PanelConflict, PanelMember
from pilots.queries.opinions import pack_detail
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.pages import post_page, response_text
from tests.support.pilots import panels
from tests.support.pilots.panels import case_numbers_read_by, name_members, panel_cases, run_action
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
JUDGED = dict.fromkeys(
    ("is_suspect_focused", "is_plan_proportionate", "was_victim_told_well"), "YES"
)
SAID = {"grade": "OBSERVATIONS", "themes": ["DELAY"], "text": "Zqopinion: it took long.", **JUDGED}
FOUND = {"grade": "CONSISTENT", "themes": [], "text": "It was sound.", "refers_back": False}


@module_fixture
def scene():
    """An open panel with two drawn cases and three members."""
    scene = panels.build_drawn_panel()
    until = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    return scene


def nth_panel_case(scene, n=0):
    return panel_cases(scene.panel)[n]


def give_opinion_of(scene, who, n=0, **said):
    return run_action(
        scene, opinions.give_opinion, who, panel_case=nth_panel_case(scene, n), **SAID | said
    )


def record_finding_of(scene, n=0, **said):
    return run_action(
        scene,
        opinions.record_finding,
        "convener",
        panel_case=nth_panel_case(scene, n),
        **FOUND | said,
    )


def panel_pages(scene, who):
    """All pages of the panel for a person, without what differs at each request."""
    client, said = Client(), {}
    client.force_login(getattr(scene, who))
    at = [reverse("see-panels"), reverse("see-panel", args=[scene.panel.pk])]
    at += [reverse(f"see-panel-{name}", args=[scene.panel.pk]) for name in ("draw", "steps")]
    at += [reverse("see-pack", args=[each.pk]) for each in panel_cases(scene.panel)]
    for address in at:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        body = (
            response_text(answer).replace(answer.headers.get("x", ""), "")
            if answer.status_code
            else ""
        )
        said[address] = answer.status_code, comparable_body(body), len(queries)
    return said


def opinions_read_by(scene, who):
    """The opinions on the first case that a person may read at the scene's moment."""
    return pack_detail(nth_panel_case(scene), scope(getattr(scene, who), scene.at)).opinions


def comparable_body(body):
    lines = [line for line in body.splitlines() if "nonce" not in line and "Read by" not in line]
    return "\n".join(line for line in lines if "csrf" not in line)


class TestBlindness:
    def test_an_opinion_changes_nothing_that_others_see(self, scene):
        others = ("convener", "second", "cps", "outside")
        for who in others:
            panel_pages(scene, who)  # the first page writes the session
        before = {who: panel_pages(scene, who) for who in others}
        give_opinion_of(scene, "police")
        assert {who: panel_pages(scene, who) for who in others} == before
        mine = panel_pages(scene, "police")[reverse("see-pack", args=[nth_panel_case(scene).pk])]
        assert "Zqopinion" in mine[1]

    def test_all_are_read_once_the_last_is_in(self, scene):
        for who in ("police", "cps"):
            give_opinion_of(scene, who, text=f"Zq{who}")
        page = reverse("see-pack", args=[nth_panel_case(scene).pk])
        assert "Zqcps" not in panel_pages(scene, "police")[page][1]
        give_opinion_of(scene, "outside", text="Zqoutside")
        for who in ("police", "outside", "convener"):
            assert "Zqcps" in panel_pages(scene, who)[page][1]

    def test_all_are_read_once_the_time_is_up(self, scene):
        give_opinion_of(scene, "police")
        scene.at += timedelta(days=15)
        find_refused = pytest.raises(Refused, match="1 of the members")
        with find_refused:
            record_finding_of(scene)
        with pytest.raises(Refused, match="The time for opinions on this case is over"):
            give_opinion_of(scene, "cps")


class TestQuorum:
    def test_opinions_of_too_few_members_stay_closed_until_a_member_joins(self, scene):
        for who in ("police", "cps"):
            run_action(scene, opinions.stand_aside, who, panel_case=nth_panel_case(scene))
        give_opinion_of(scene, "outside")
        assert not nth_panel_case(scene).is_revealed
        scene.late = panels.panel_person(scene.area, scene.area)
        name_members(scene, scene.panel, "late")
        give_opinion_of(scene, "late")
        assert nth_panel_case(scene).is_revealed

    def test_ending_the_last_who_is_waited_for_shows_no_opinion_to_anybody(self, scene):
        for who in ("police", "cps"):
            give_opinion_of(scene, who, text=f"Zq{who}")
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        opinions.reveal_due_opinions(at=scene.at)  # nor does the worker a minute later
        assert not nth_panel_case(scene).is_revealed
        page = reverse("see-pack", args=[nth_panel_case(scene).pk])
        for who in ("convener", "police"):
            assert "Zqcps" not in panel_pages(scene, who)[page][1]

    def test_a_replacement_member_is_waited_for_and_then_all_are_read(self, scene):
        for who in ("police", "cps"):
            give_opinion_of(scene, who)
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        scene.at += timedelta(hours=1)
        scene.late = panels.panel_person(scene.area, scene.area)
        name_members(scene, scene.panel, "late")
        assert not nth_panel_case(scene).is_revealed
        give_opinion_of(scene, "late")
        assert nth_panel_case(scene).is_revealed and not nth_panel_case(scene, 1).is_revealed

    def test_without_a_replacement_opinions_are_read_once_their_day_is_over(self, scene):
        for who in ("police", "cps"):
            give_opinion_of(scene, who, text=f"Zq{who}")
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        before = opinions_read_by(scene, "police")
        scene.at += timedelta(days=15)
        assert before == [] and len(opinions_read_by(scene, "police")) == 2

    def test_members_ended_before_the_panel_opened_are_not_waited_for(self, scene):
        members = PanelMember.objects.unscoped("test").filter(user=scene.outside)
        for who in ("police", "cps"):
            give_opinion_of(scene, who)
        early = scene.at - timedelta(days=60)
        members.update(ended_at=early, ended_by=scene.convener)
        by = scope(scene.convener, scene.at)
        grants.revoke_capacity("panel_member", of=scene.outside, on=scene.panel, by=by, at=scene.at)
        opinions.reveal_due_opinions(at=scene.at)
        assert nth_panel_case(scene).is_revealed

    def test_opinions_are_read_when_the_last_turns_out_to_be_in_conflict(self, scene):
        for who in ("police", "cps"):
            give_opinion_of(scene, who)
        add_conflict(scene.outside, panels.case_of_row(nth_panel_case(scene)), at=scene.at)
        opinions.reveal_due_opinions(at=scene.at)
        assert nth_panel_case(scene).is_revealed and not nth_panel_case(scene, 1).is_revealed

    def test_the_opinion_of_an_ended_member_is_not_shown(self, scene):
        for who in ("police", "cps", "outside"):
            give_opinion_of(scene, who, text=f"Zq{who}")
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        page = panel_pages(scene, "police")[reverse("see-pack", args=[nth_panel_case(scene).pk])][1]
        assert "Zqcps" in page and "Zqoutside" not in page


class TestLeavingOut:
    def test_nothing_is_left_out_once_opinions_are_read(self, scene):
        facts = {
            "panel_case": nth_panel_case(scene),
            "reason": "Known here. Both sides know the reason.",
        }
        run_action(scene, exclusions.ask_to_leave_out, "convener", **facts)
        scene.at += timedelta(days=15)
        settle = {
            "panel_case": nth_panel_case(scene),
            "reason": "So it is. Both sides know the reason.",
        }
        with pytest.raises(Refused, match="Opinions on this case have been read"):
            run_action(scene, exclusions.settle_leaving_out, "second", is_agreed=True, **settle)
        run_action(scene, exclusions.settle_leaving_out, "second", is_agreed=False, **settle)
        assert nth_panel_case(scene).status == "ON_PANEL"


class TestOpinions:
    def test_an_opinion_is_given_once(self, scene):
        give_opinion_of(scene, "police")
        with pytest.raises(Refused, match="have given your opinion"):
            give_opinion_of(scene, "police")

    def test_a_closed_panel_says_to_its_conveners_how_far_members_agreed(self, scene, client):
        give_opinion_of(scene, "cps")
        address, why = reverse("see-panel", args=[scene.panel.pk]), "Too few to say: at least 10"
        client.force_login(scene.convener)
        assert why not in response_text(client.get(address))
        run_action(scene, opinions.close_panel, "convener", panel=scene.panel)
        assert why in response_text(client.get(address))
        client.force_login(scene.cps)
        assert why not in response_text(client.get(address))

    def test_an_opinion_after_the_close_is_refused_and_nothing_is_lost(self, scene, client):
        client.force_login(scene.police)
        run_action(scene, opinions.close_panel, "convener", panel=scene.panel)
        answer = post_page(client, "give-opinion", nth_panel_case(scene).pk, **SAID)
        assert answer.status_code == 409
        assert "do not read this case now" in response_text(
            answer
        ) and "Zqopinion" in response_text(answer)
        assert not Opinion.objects.unscoped("test").exists()
        assert client.get(reverse("see-pack", args=[nth_panel_case(scene).pk])).status_code == 403

    def test_a_member_conflicted_after_reading_reads_no_more_and_does_not_count(self, scene):
        for who in ("police", "cps", "outside"):
            give_opinion_of(scene, who)
        row = nth_panel_case(scene)
        add_conflict(scene.police, panels.case_of_row(row), at=scene.at)
        conflicts.record_panel_conflicts(scene.panel, at=scene.at)
        client = Client()
        client.force_login(scene.police)
        assert client.get(reverse("see-pack", args=[row.pk])).status_code == 404
        run_action(scene, opinions.stand_aside, "cps", panel_case=row)
        assert case_numbers_read_by(scene, scene.panel, "cps") == [2]
        with pytest.raises(Refused, match="1 of the members who may read this case"):
            record_finding_of(scene)
        shown = panel_pages(scene, "outside")[reverse("see-pack", args=[row.pk])][1]
        assert shown.count("Zqopinion") == 2  # the member's own, once alone and once among all

    def test_a_panel_without_a_quorum_does_not_begin(self, scene):
        panel = panels.draw_panel_cases(
            scene, panels.add_scene_panel(scene, until_on=scene.at.date()), size=1
        )
        name_members(scene, panel, "police")
        until = scene.at.date()
        with pytest.raises(Refused, match="Too few members may read case 1"):
            run_action(scene, opinions.open_panel, "convener", panel=panel, opinions_by=until)


class TestFinding:
    def test_a_finding_is_recorded_once_all_opinions_are_in_and_decides_nothing(self, scene):
        with pytest.raises(Refused, match="Not all opinions are in"):
            record_finding_of(scene)
        decided = list(Decision.objects.unscoped("test").order_by("pk").values())
        for who in ("police", "cps", "outside"):
            give_opinion_of(scene, who)
        record_finding_of(scene, refers_back=True)
        with pytest.raises(Refused, match="has recorded what it found"):
            record_finding_of(scene)
        assert list(Decision.objects.unscoped("test").order_by("pk").values()) == decided
        delivery = Delivery.objects.get(notice="decision_referred_back")
        assert delivery.recipient == scene.cast.manager
        assert delivery.subject == f"{panels.case_of_row(nth_panel_case(scene)).urn}, suspect 1"
        assert Finding.objects.unscoped("test").get().grade == "CONSISTENT"


class TestLeaving:
    def test_a_case_restricted_meanwhile_vanishes_and_the_convener_is_told_no_more(self, scene):
        row = nth_panel_case(scene)
        Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=True)
        for who in ("convener", "police"):
            assert panel_pages(scene, who)[reverse("see-pack", args=[row.pk])][0] == 404
        for _ in range(2):
            removed_cases.notify_removed_cases(at=scene.at)
        deliveries = Delivery.objects.filter(notice="panel_case_left")
        assert {each.recipient for each in deliveries} == {scene.convener, scene.second}
        assert row.steps.unscoped("test").filter(verb=removed_cases.CASE_LEFT_STEP).count() == 1
        assert {each.subject for each in deliveries} == {scene.panel.reference}
        client = Client()
        client.force_login(scene.convener)
        assert "A case has been left out of a panel" in response_text(
            client.get(reverse("see-notices"))
        )
        client.force_login(scene.police)
        assert "A case has been left out of a panel" not in response_text(
            client.get(reverse("see-notices"))
        )

    def test_an_opinion_on_it_is_answered_as_if_it_had_never_been(self, scene):
        row = nth_panel_case(scene)
        Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=True)
        with pytest.raises(PanelCase.DoesNotExist):
            run_action(scene, opinions.give_opinion, "police", panel_case=row, **SAID)


class TestConflictsWhileItIsRead:
    def test_a_new_conflict_of_interest_shuts_the_door_at_once(self, scene, client):
        row = nth_panel_case(scene)
        client.force_login(scene.police)
        address = reverse("see-pack", args=[row.pk])
        assert client.get(address).status_code == 200
        add_conflict(scene.police, panels.case_of_row(row), at=scene.at)
        assert client.get(address).status_code == 404

    def test_so_does_being_named_on_the_case_under_another_account(self, scene, client):
        row, other = nth_panel_case(scene), person(scene.cast.cps, "prosecute_cases")
        by = scope(scene.admin, scene.at)
        join_accounts(
            approval=approved("join_accounts"),
            person=scene.cps,
            by=by,
            at=scene.at,
            email=other.email,
        )
        grants.grant_capacity(
            "covering_prosecutor", to=other, on=panels.case_of_row(row), by=other, at=scene.at
        )
        client.force_login(scene.cps)
        assert client.get(reverse("see-pack", args=[row.pk])).status_code == 404
        assert case_numbers_read_by(scene, scene.panel, "police") == [1, 2]

    def test_a_member_who_works_on_the_case_is_kept_out_within_a_minute(self, scene):
        row = nth_panel_case(scene)
        Event.objects.unscoped("test").create(
            case=panels.case_of_row(row), verb="write_note", by=scene.outside, at=scene.at
        )
        conflicts.record_new_conflicts(at=scene.at)
        assert case_numbers_read_by(scene, scene.panel, "outside") == [2]

    def test_no_other_member_is_recorded_as_in_conflict(self, scene):
        add_conflict(
            scene.cast.other_prosecutor, panels.case_of_row(nth_panel_case(scene)), at=scene.at
        )
        rows = PanelConflict.objects.unscoped("test").filter(user=scene.cast.other_prosecutor)
        assert not rows.exists()
