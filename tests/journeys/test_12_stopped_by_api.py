"""
Journey 12 where both sides' own systems act: the officer's matrix leads to a plan, which the police
answer by the API; a count and its alternative are charged and reported by it, and each is then
discontinued. The victim is told each time, and is offered a review at the end.

It is Thursday 24 December 2026, so one working day ends on 29 December.
"""

from datetime import timedelta

import pytest

from devtools.case_builder import CaseBuilder, cast, person
from tests.cases.test_proof import miss
from tests.journeys import test_12_stopped as on_pages
from tests.support.api.both_systems import (
    BothSystems,
    change_suspect,
    created_id,
    json_of,
    suspect_told,
)
from tests.support.api.request_bodies import AN_ACTION, BOTH_STAGES
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import NIGHT, PENETRATION, WHAT
from tests.support.cases.pages import client_for
from tests.support.journey_days import moments_from
from tests.support.module_fixtures import module_fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]
MISSING = "Statement of the taxi driver."
REVIEW = {"test": "FULL", "evidence": "What the evidence shows of consent."}


@pytest.fixture(autouse=True)
def moments_of_christmas_eve(monkeypatch):
    """Pages and calls pass moments of this day to actions, in order."""
    now = moments_from(on_pages.NOW, timedelta(milliseconds=9))
    monkeypatch.setattr("django.utils.timezone.now", now)


@module_fixture
def builder():
    """A case with the prosecutor, in whose matrix the officer has marked what is missing."""
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    builder = CaseBuilder(people, at=on_pages.START).allocate()
    builder.gap = miss(builder, "officer", point=1, text=MISSING)
    return builder


def test_from_the_matrix_to_a_charge_that_is_discontinued_count_by_count(builder):
    systems = BothSystems(builder.cast)
    the_gap_is_asked_for_and_answered(builder, systems)
    a_count_and_its_alternative_are_charged(builder, systems)
    liaison = client_for(builder.cast.liaison)
    discontinued(builder, systems, "1.1", leaves="CHARGED")
    on_pages.the_victim_hears_what_changed(liaison, builder.victim)
    discontinued(builder, systems, "1.2", leaves="STOPPED")
    on_pages.the_victim_hears_how_it_ended_and_asks(liaison, builder.victim)


def gaps_told(system, case):
    """{text: what the API tells of the gap} of the first suspect's matrix."""
    proof = json_of(system.get(f"/api/cases/{case.pk}/proof/"))
    points = [point for each in proof["allegations"] for point in each["points"]]
    return {gap["text"]: gap for point in points for gap in point["gaps"]}


def the_gap_is_asked_for_and_answered(builder, systems):
    """The prosecutor's system sets a plan on the gap; the force's system answers its action."""
    people, case = builder.cast, builder.case
    gap = gaps_told(systems.as_(people.officer), case)[MISSING]
    assert (gap["side"], gap["actions"]) == ("POLICE", [])
    prosecutor = systems.as_(people.prosecutor)
    suspects = {"suspects": [str(builder.suspects[0].pk)]}
    review = created_id(prosecutor.make(f"/api/cases/{case.pk}/reviews/", REVIEW | suspects))
    due = str(on_pages.TODAY + timedelta(days=21))
    asked = AN_ACTION | suspects | {"purpose": "GAP", "gaps": [gap["id"]], "due_on": due}
    created_id(prosecutor.make(f"/api/reviews/{review}/plan/", {"items": [asked]}))
    officer = systems.as_(people.officer)
    [item] = json_of(officer.get(f"/api/cases/{case.pk}/"))["items"]
    [holder] = gaps_told(officer, case)[MISSING]["holders"]
    assert (holder["side"], holder["action"]) == ("POLICE", item["id"])
    told = officer.client.post(
        f"/api/actions/{item['id']}/answer/", {"answer": "DONE", "done": "She drove them home."},
        headers=officer.headers(
            {"If-Match": f'"{item["version"]}"', "Idempotency-Key": "key-of-an-answer"}
        ),
    )  # fmt: skip
    version = json_of(told)["version"]
    prosecutor = systems.as_(people.prosecutor)
    address = f"/api/actions/{item['id']}/judgement/"
    json_of(prosecutor.change(address, {}, version=version))
    assert gaps_told(prosecutor, case)[MISSING]["holders"] == []
    assert suspect_told(prosecutor, case)["state"] == "WITH_PROSECUTOR"


def a_count_and_its_alternative_are_charged(builder, systems):
    people, case = builder.cast, builder.case
    alleged = allegations_against(builder.suspects[0])[0]
    alternative = {
        "victim": str(builder.victim.pk), "offence": PENETRATION, "from_on": str(NIGHT),
        "particulars": WHAT, "alternative_to": "1",
    }  # fmt: skip
    counts = [{"allegation": str(alleged.pk), "particulars": WHAT}, alternative]
    prosecutor = systems.as_(people.prosecutor)
    json_of(change_suspect(prosecutor, case, "authorisation", BOTH_STAGES | {"counts": counts}))
    reported = {
        "method": "WRITTEN_CHARGE", "charged_on": str(on_pages.TODAY),
        "counts": [{"count": n, "outcome": "AS_STATED"} for n in ("1", "2")],
    }  # fmt: skip
    json_of(change_suspect(systems.as_(people.officer), case, "charge", reported))
    assert suspect_told(systems.as_(people.officer), case)["state"] == "CHARGED"


def discontinued(builder, systems, charge, leaves):
    """The prosecutor's system stops one charge, named by report and place; the police read it."""
    stopped = {
        "charges": [charge], "kind": "DISCONTINUED", "text": on_pages.WHY, "are_told": "no",
        "not_told_because": "She asked not to be rung before Christmas.",
    }  # fmt: skip
    prosecutor = systems.as_(builder.cast.prosecutor)
    json_of(change_suspect(prosecutor, builder.case, "charge-stop", stopped))
    again = change_suspect(prosecutor, builder.case, "charge-stop", stopped)
    assert again.status_code in (403, 409, 422)  # no charge is stopped twice
    told = suspect_told(systems.as_(builder.cast.officer), builder.case)
    assert told["state"] == leaves
