"""A case that leaves a panel by itself: neither members nor conveners learn why."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.decisions.actions.reopenings import reopen_on_review
from cases.models import Case, Decision, Suspect
from devtools.case_builder import CaseBuilder, scope
from people.access.scopes import Refused
from pilots.actions import opinions, reconsiderations, removed_cases
from pilots.models import PanelCase, SecondLook
from pilots.queries.panel_tasks import open_reconsiderations
from tests.pilots.test_opinions import FOUND, SAID, comparable_body
from tests.support.cases import closing
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action
from tests.support.victims import vrr_requests
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """An open panel with one decision of the CPS and one of the police."""
    scene = panels.build_panel_scene(decisions=1)
    scene.builders.append(build_case_not_investigated(scene))
    scene.at = panels.start_of_today()
    until = {"until_on": scene.at.date()}
    scene.panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene, **until)), size=2
    )
    day = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=day)
    return scene


def build_case_not_investigated(scene):
    builder = CaseBuilder(scene.cast)
    closing.close_investigation(builder)
    return builder


def cps_panel_case(scene):
    return next(row for row in panel_cases(scene.panel) if row.entry.decision_id)


def police_panel_case(scene):
    return next(row for row in panel_cases(scene.panel) if row.entry.closing_id)


def restrict_case_of_row(scene, row):
    Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=True)


def set_decision_aside(scene, row):
    Decision.objects.unscoped("test").filter(pk=row.entry.decision_id).update(status="SET_ASIDE")


def reopen_decision(scene, row):
    suspect = Suspect.objects.unscoped("test").get(pk=row.entry.suspect_id)
    suspect.case = panels.case_of_row(row)
    by = scope(scene.cast.manager, scene.at)
    reopen_on_review(suspect=suspect, by=by, at=scene.at, ground="PANEL")


def move_suspect_on(scene, row):
    state = "FINALISED" if row.entry.decision_id else "TRIAGE"
    Suspect.objects.unscoped("test").filter(pk=row.entry.suspect_id).update(state=state)


def add_review_request(scene, row):
    vrr_requests.ask_for_review_today(
        scene.builders[0], told_on=scene.at.date(), asked_on=scene.at.date()
    )


def reopen_investigation_of(scene, row):
    scene.builders[-1].at = scene.at
    closing.reopen_closed(scene.builders[-1])


WAYS = {
    cps_panel_case: [
        restrict_case_of_row,
        set_decision_aside,
        reopen_decision,
        move_suspect_on,
        add_review_request,
    ],
    police_panel_case: [restrict_case_of_row, move_suspect_on, reopen_investigation_of],
}


def panel_texts_read_by(scene, who):
    """What the panel's page, the list and the notices say to a person now."""
    client = Client()
    client.force_login(getattr(scene, who))
    addresses = [reverse("see-panel", args=[scene.panel.pk]), reverse("see-panels")]
    return "".join(comparable_body(response_text(client.get(each))) for each in addresses)


@pytest.mark.parametrize("drawn", list(WAYS))
def test_a_case_leaves_the_panel_at_once_and_every_cause_looks_alike(scene, drawn):
    row, said = drawn(scene), []
    before = panel_texts_read_by(scene, "police")
    for way in WAYS[drawn]:
        with transaction.atomic():
            scene.builders[0].at = scene.at
            way(scene, row)
            assert PanelCase.objects.unscoped("test").get(pk=row.pk).has_left, way
            for who in ("police", "outside", "convener"):
                assert row.number not in panels.case_numbers_read_by(scene, scene.panel, who), way
            removed_cases.notify_removed_cases(at=scene.at)
            deliveries = Delivery.objects.filter(about=scene.panel.pk).values_list(
                "notice", "subject"
            )
            said.append(
                (
                    panel_texts_read_by(scene, "police"),
                    panel_texts_read_by(scene, "convener"),
                    *sorted(deliveries),
                )
            )
            transaction.set_rollback(True)
    assert said[0][0] != before
    assert all(each == said[0] for each in said)


def test_the_other_case_stays_when_one_leaves(scene):
    restrict_case_of_row(scene, cps_panel_case(scene))
    assert not police_panel_case(scene).has_left


def test_a_change_that_does_not_end_the_decision_leaves_it_on_the_panel(scene):
    row = cps_panel_case(scene)
    suspect = Suspect.objects.unscoped("test").get(pk=row.entry.suspect_id)
    suspect.surname = "Another"
    suspect.save_without_historical_record(update_fields=["surname"])
    assert not cps_panel_case(scene).has_left


def test_a_case_does_not_come_back_when_the_reason_is_over(scene):
    row = cps_panel_case(scene)
    restrict_case_of_row(scene, row)
    Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=False)
    assert cps_panel_case(scene).has_left


def steps_page_text(scene, who):
    client = Client()
    client.force_login(getattr(scene, who))
    return response_text(client.get(reverse("see-panel-steps", args=[scene.panel.pk])))


def test_the_steps_say_that_a_case_left_and_not_which(scene):
    row = cps_panel_case(scene)
    restrict_case_of_row(scene, row)
    removed_cases.notify_removed_cases(at=scene.at)
    said = steps_page_text(scene, "convener")
    assert "A case left the panel" in said and f"Case {row.number}" not in said


def test_a_person_kept_from_a_case_reads_neither_its_steps_nor_its_result(scene):
    row = cps_panel_case(scene)
    for who in ("police", "cps", "outside"):
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
        row = cps_panel_case(scene)
    run_action(
        scene, opinions.record_finding, "convener", panel_case=row, **FOUND | {"refers_back": True}
    )
    address, back = reverse("see-panel", args=[scene.panel.pk]), "Referred back, and not looked at"
    assert f"Case {row.number}: a finding was recorded" in steps_page_text(scene, "second")
    assert back in response_text(client_for(scene.second).get(address))
    add_conflict(scene.second, panels.case_of_row(row), at=scene.at)
    assert f"Case {row.number}" not in steps_page_text(scene, "second")
    assert "The panel was begun" in steps_page_text(scene, "second")
    assert back not in response_text(client_for(scene.second).get(address))
    assert back in response_text(client_for(scene.convener).get(address))


def test_a_look_at_a_decision_of_the_police_is_over_once_they_refer_the_suspect(scene):
    row = police_panel_case(scene)
    for who in ("police", "cps", "outside"):
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
        row = police_panel_case(scene)
    run_action(
        scene, opinions.record_finding, "convener", panel_case=row, **FOUND | {"refers_back": True}
    )
    leads = scope(scene.cast.supervisor, scene.at)
    [_look] = open_reconsiderations(leads)
    move_suspect_on(scene, row)
    assert open_reconsiderations(leads) == []
    with pytest.raises(Refused, match="no longer in force"):
        facts = {"second_look": SecondLook.objects.unscoped("test").get(), "by": leads}
        reconsiderations.name_for_second_look(at=scene.at, person=scene.cast.officer, **facts)
