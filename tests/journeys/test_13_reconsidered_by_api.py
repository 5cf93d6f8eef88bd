"""
Journey 13 where both sides' own systems act after the panel: no further action is reconsidered, the
case is allocated, reviewed and charged by the API, and the police report the charge by it.
"""

from datetime import timedelta

import pytest

from tests.journeys import test_13_reconsidered as on_pages
from tests.support.api.both_systems import BothSystems, change_suspect, json_of, suspect_told
from tests.support.api.request_bodies import BOTH_STAGES
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import WHAT
from tests.support.cases.pages import client_for
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db
EVIDENCE = {"test": "FULL", "evidence": "The phone bears her account out."}


@module_fixture
def scene():
    return on_pages.referred_back()


def test_referred_back_reconsidered_and_charged_by_the_systems_of_both_sides(scene):
    manager, fresh = client_for(scene.cast.manager), client_for(scene.fresh)
    on_pages.somebody_independent_reconsiders_it(scene, manager, fresh)
    systems, case = BothSystems(scene.cast), scene.builder.case
    allocated(scene, systems)
    decided_on_afresh(scene, systems)
    assert on_pages.statuses() == [("NFA_EVIDENTIAL", "SET_ASIDE"), ("CHARGE", "LIVE")]
    reported = {
        "method": "WRITTEN_CHARGE", "charged_on": str(london_day(scene.builder.at)),
        "counts": [{"count": "1", "outcome": "AS_STATED"}],
    }  # fmt: skip
    json_of(change_suspect(systems.as_(scene.cast.officer), case, "charge", reported))
    assert suspect_told(systems.as_(scene.cast.officer), case)["state"] == "CHARGED"
    assert "NFA" not in on_pages.owed(scene)


def allocated(scene, systems):
    manager, case = systems.as_(scene.cast.manager), scene.builder.case
    told = json_of(manager.get(f"/api/cases/{case.pk}/"))
    assert told["suspects"][0]["state"] == "READY_TO_ALLOCATE"
    to = {"to": str(scene.cast.prosecutor.pk), "suspects": [told["suspects"][0]["id"]]}
    address = f"/api/cases/{case.pk}/allocation/"
    json_of(manager.change(address, to, version=told["version"]))


def decided_on_afresh(scene, systems):
    """Nothing is decided on the review of before: the API refuses, and says why."""
    prosecutor, case = systems.as_(scene.cast.prosecutor), scene.builder.case
    [suspect] = scene.builder.suspects
    alleged = allegations_against(suspect)[0]
    counts = [{"allegation": str(alleged.pk), "particulars": WHAT}]
    charge = BOTH_STAGES | {"counts": counts}
    refused = change_suspect(prosecutor, case, "authorisation", charge)
    assert json_of(refused, 409)["detail"] == on_pages.FIRST
    review = EVIDENCE | {"suspects": [str(suspect.pk)]}
    json_of(prosecutor.make(f"/api/cases/{case.pk}/reviews/", review), 201)
    scene.builder.at += timedelta(hours=6)
    json_of(change_suspect(prosecutor, case, "authorisation", charge))
