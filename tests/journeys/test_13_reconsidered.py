"""
Journey 13: a panel refers no further action back; it is reconsidered by somebody independent, the
suspect is reviewed again and charged. On new evidence the road is the unit's own, with two people.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Decision, Suspect
from devtools.case_builder import person
from pilots.actions import opinions
from pilots.models import SecondLook
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action
from tests.support.victims.duties import recomputed_duties

pytestmark = pytest.mark.django_db

FIRST = "Record a review of this submission first. None has been recorded for suspect 1."
WHY = "The phone was never looked at, and she had asked for it."
NEW = "A friend has come forward with messages of that night."


@module_fixture
def scene():
    return referred_back()


def referred_back():
    """A panel has found that the only decision it drew should be looked at again."""
    scene = panels.build_panel_scene(decisions=1)
    scene.at = panels.start_of_today()
    members, day = ("police", "cps", "outside"), scene.at.date()
    panel = name_members(scene, panels.add_scene_panel(scene, until_on=day), *members)
    scene.panel = panels.draw_panel_cases(scene, panel, size=1)
    until = day + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    [row] = panel_cases(scene.panel)
    for who in members:
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
    said = FOUND | {"refers_back": True, "text": "Look at the phone."}
    run_action(scene, opinions.record_finding, "convener", panel_case=row, **said)
    scene.fresh = person(scene.cast.cps, "prosecute_cases", name="Fay Fresh")
    scene.builder = scene.builders[0]
    scene.builder.at = scene.at + timedelta(minutes=1)
    return scene


def suspect_now():
    return Suspect.objects.unscoped("test").get()


def statuses():
    rows = Decision.objects.unscoped("test").order_by("number")
    return list(rows.values_list("kind", "status"))


def owed(scene):
    return {each.what for each in recomputed_duties(scene.builder) if each.is_open}


def test_referred_back_reconsidered_and_charged(scene):
    manager, fresh = client_for(scene.cast.manager), client_for(scene.fresh)
    assert "NFA" in owed(scene)
    somebody_independent_reconsiders_it(scene, manager, fresh)
    the_case_is_decided_on_afresh(scene, manager)
    authorise_charge_of(scene.builder)
    assert statuses() == [("NFA_EVIDENTIAL", "SET_ASIDE"), ("CHARGE", "LIVE")]
    assert "CHARGE_AUTHORISED" in owed(scene) and "NFA" not in owed(scene)
    report_charge_of(scene.builder)
    assert suspect_now().state == "CHARGED"
    page = page_text(client_for(scene.convener).get(reverse("see-panel", args=[scene.panel.pk])))
    assert "decision overturned" in page and WHY not in page


def somebody_independent_reconsiders_it(scene, manager, fresh):
    """The manager names a person without part in the decision, who finds it wrong."""
    look = SecondLook.objects.unscoped("test").get()
    assert "Asked by panels: 1" in page_text(manager.get(reverse("worklist")))
    page = manager.get(page_url("name-for-second-look", look))
    assert "Fay Fresh" in page_text(page) and "Pia Prosecutor" not in page_text(page)
    submit_form(manager, page_url("name-for-second-look", look), person=scene.fresh.pk)
    submit_form(fresh, page_url("take-second-look", look), outcome="CHANGED", reasons=WHY)
    assert suspect_now().state == "READY_TO_ALLOCATE"
    assert statuses() == [("NFA_EVIDENTIAL", "SET_ASIDE")]
    assert "NFA" not in owed(scene)
    page = page_text(
        client_for(scene.cast.officer).get(page_url("see-decisions", scene.builder.case))
    )
    assert "Reconsidered Ground A scrutiny panel referred the decision back" in page
    assert "By Fay Fresh" in page and WHY not in page


def the_case_is_decided_on_afresh(scene, manager):
    """It is allocated again, and nothing is decided on the review of before."""
    suspect, case = suspect_now(), scene.builder.case
    submit_form(
        manager, page_url("allocate-case", case), suspects=[suspect.pk],
        to=scene.cast.prosecutor.pk,
    )  # fmt: skip
    prosecutor = client_for(scene.cast.prosecutor)
    page = prosecutor.get(page_url("authorise-charge", suspect))
    assert page.status_code == 403 and FIRST in page_text(page)
    submit_form(
        prosecutor, page_url("record-review", case), suspects=[suspect.pk], test="FULL",
        evidence="The phone bears her account out.",
    )  # fmt: skip
    scene.builder.at += timedelta(hours=6)
    assert prosecutor.get(page_url("authorise-charge", suspect)).status_code == 200


def test_new_evidence_leads_there_by_two_people(scene):
    """The unit need not wait for a panel: a manager proposes, a prosecutor countersigns."""
    manager, reader = client_for(scene.cast.manager), client_for(scene.fresh)
    suspect, case = suspect_now(), scene.builder.case
    address = page_url("reverse-no-further-action", suspect)
    assert address in links_on_page(manager.get(page_url("see-case", case)))
    submit_form(manager, address, ground="NEW_EVIDENCE", text=NEW)
    assert suspect_now().state == "NFA_REVERSAL" and "NFA" in owed(scene)
    assert manager.get(page_url("countersign-reversal", suspect)).status_code == 403
    listed = reader.get(reverse("see-worklist", args=["second-reader"]))
    assert case.urn in page_text(listed)
    page = page_text(reader.get(page_url("countersign-reversal", suspect)))
    assert NEW in page
    submit_form(reader, page_url("countersign-reversal", suspect), text="")
    assert suspect_now().state == "READY_TO_ALLOCATE" and "NFA" not in owed(scene)
    the_case_is_decided_on_afresh(scene, manager)
