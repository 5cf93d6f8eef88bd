"""Recording a consultation through the API: who may be named, and the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case, Consultation, Role
from devtools.case_builder import Road, cast, person
from people.access import grants
from people.api.json_forms import form_data_from_json
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, in_days, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def prosecutor(road):
    return Caller(road.cast.cps).for_(road.cast.prosecutor)


def consultations_of(road):
    return f"/api/cases/{road.case.pk}/consultations/"


def meeting(road, **told):
    return {
        "suspects": [str(road.suspects[0].pk)], "held_on": str(timezone.localdate()),
        "mode": "VIRTUAL", "police": [str(road.cast.officer.pk)],
        "cps": [str(road.cast.prosecutor.pk)], "summary": "What each line of inquiry has shown.",
    } | told  # fmt: skip


def met(**about):
    return Consultation.objects.unscoped("test").filter(**about)


# Participants


def offered(who, case):
    """The participants offered by the page's form, as {id: (name, side, role in words)}."""
    form = as_(who).get(at("record-consultation", case)).context["form"]
    sides = {"police": "POLICE", "cps": "CPS"}
    return {
        key: (str(label), side, str(form.fields[name].hints[key]))
        for name, side in sides.items()
        for key, label in form.fields[name].choices
    }


def told_people(caller, road):
    answer = caller.get(f"{consultations_of(road)}people/").json()
    assert answer["next"] is None
    assert all(each.keys() == {"id", "name", "side", "role"} for each in answer["people"])
    return {
        each["id"]: (each["name"], each["side"], str(Role(each["role"]).label))
        for each in answer["people"]
    }


def test_those_are_told_whom_the_page_offers_and_of_them_what_it_says(road, officer, prosecutor):
    stranger = person(road.cast.police, "refer_cases", name="Stan Stranger")
    in_conflict(stranger, road.case, at=START)
    closed = person(road.cast.cps, "prosecute_cases", name="Clara Closed")
    closed.is_active = False
    closed.save()

    told = told_people(officer, road)
    assert told == offered(road.cast.officer, road.case)
    assert told == told_people(prosecutor, road) == offered(road.cast.prosecutor, road.case)
    assert ("Olive Officer", "POLICE", "Officer in the case") in told.values()
    assert str(stranger.pk) in told  # a missing name would reveal the conflict
    assert str(closed.pk) not in told


def test_of_a_restricted_case_only_those_are_told_who_are_named_on_it(road, officer):
    whole = told_people(officer, road)
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    allowed = {"to": road.cast.officer, "on": road.case, "by": road.cast.officer, "at": START}
    grants.grant_capacity("allowed_on_case", **allowed)

    told = told_people(officer, road)
    assert told == offered(road.cast.officer, road.case)
    assert told.keys() == {str(road.cast.officer.pk), str(road.cast.prosecutor.pk)} < whole.keys()


def test_nobody_is_told_who_could_not_record_a_meeting_themselves(road):
    assistant = Caller(road.cast.cps).for_(road.cast.assistant)
    assert assistant.get(f"/api/cases/{road.case.pk}/").status_code == 200
    page = as_(road.cast.assistant).get(at("record-consultation", road.case))
    asked = assistant.get(f"{consultations_of(road)}people/")
    done = assistant.make(consultations_of(road), meeting(road))
    assert page.status_code == asked.status_code == done.status_code == 403
    assert asked.json()["detail"] == done.json()["detail"]
    assert asked.json()["detail"] in said(page)
    assert not met().exists()


# Results


def test_no_further_action_is_proposed_after_a_meeting_that_a_system_has_recorded(
    road, officer, prosecutor
):
    suspect = road.suspect(0)
    made = officer.make(consultations_of(road), meeting(road))
    assert made.status_code == 201, made.content
    row = met().get()
    assert made.json() == {"id": str(row.pk), "version": None}
    assert [each.pk for each in row.suspects.unscoped("test")] == [suspect.pk]
    there = {(one.person_id, one.role) for one in row.took_part.all()}
    assert there == {
        (road.cast.officer.pk, "officer_in_case"),
        (road.cast.prosecutor.pk, "reviewing_prosecutor"),
    }
    told = {
        "consultation": made.json()["id"], "stage": "evidential", "evidential": "CONSENT",
        "rationale": "It cannot be proved.",
    }  # fmt: skip

    def propose(suspect):
        address = f"/api/suspects/{suspect.pk}/no-further-action/"
        return prosecutor.change(address, told, version=suspect.version)

    about_another = propose(road.suspect(1))
    assert about_another.status_code == 422
    assert [each["answer"] for each in about_another.json()["errors"]] == ["/consultation"]
    assert propose(suspect).status_code == 200


# Refusals


def of_nobody(road):
    return ["987654321"]


REFUSED = {
    "about no one": ("suspects", lambda _: []),
    "about a suspect of another case": ("suspects", lambda r: [str(Road(r.cast).suspects[0].pk)]),
    "about one who is with the police": ("suspects", lambda r: [str(r.add_suspect().pk)]),
    "ahead": ("held_on", lambda _: str(in_days(1))),
    "by telephone": ("mode", lambda _: "TELEPHONE"),
    "without the police": ("police", lambda _: []),
    "without the CPS": ("cps", lambda _: []),
    "with nobody there is": ("police", of_nobody),
    "with a system": ("police", lambda r: [str(Caller(r.cast.police).system.account.pk)]),
    "with the other side": ("police", lambda r: [str(r.cast.prosecutor.pk)]),
    "with who does not hold the case": ("cps", lambda r: [str(r.cast.assistant.pk)]),
    "without a word": ("summary", lambda _: " "),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_the_page_refuses_is_refused_in_its_words(road, officer, how):
    name, answer = REFUSED[how]
    sent = meeting(road) | {name: answer(road)}
    told = officer.make(consultations_of(road), sent)
    assert told.status_code == 422, told.content
    [error] = told.json()["errors"]
    assert error["answer"] == f"/{name}"

    browser, address = as_(road.cast.officer), at("record-consultation", road.case)
    form = browser.get(address).context["form"]
    typed, wrong = form_data_from_json(form, sent)
    assert not wrong
    page = browser.post(address, typed | {"form_key": ""})
    assert page.status_code == 200
    assert error["detail"] in said(page)
    assert not met().exists()


def test_one_that_is_made_twice_under_its_key_is_one(road, prosecutor):
    first, again = (
        prosecutor.make(consultations_of(road), meeting(road), key="0123456789abcdef")
        for _ in range(2)
    )
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert met().count() == 1
