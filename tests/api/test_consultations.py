"""Recording a consultation through the API: who may be named, and the answers."""

import pytest
from django.utils import timezone

from cases.models import Case, Consultation, Role
from devtools.case_builder import CaseBuilder, cast, person
from people.access import grants
from people.api.json_forms import form_data_from_json
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, day_from_today, page_text, page_url
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def prosecutor(builder):
    return Caller(builder.cast.cps).for_(builder.cast.prosecutor)


def consultations_url(builder):
    return f"/api/cases/{builder.case.pk}/consultations/"


def consultation_body(builder, **told):
    return {
        "suspects": [str(builder.suspects[0].pk)], "held_on": str(timezone.localdate()),
        "mode": "VIRTUAL", "police": [str(builder.cast.officer.pk)],
        "cps": [str(builder.cast.prosecutor.pk)], "summary": "What each line of inquiry has shown.",
    } | told  # fmt: skip


def consultations_where(**about):
    return Consultation.objects.unscoped("test").filter(**about)


# Participants


def participants_offered(who, case):
    """The participants offered by the page's form, as {id: (name, side, role in words)}."""
    form = client_for(who).get(page_url("record-consultation", case)).context["form"]
    sides = {"police": "POLICE", "cps": "CPS"}
    return {
        key: (str(label), side, str(form.fields[name].hints[key]))
        for name, side in sides.items()
        for key, label in form.fields[name].choices
    }


def people_by_id(caller, builder):
    answer = caller.get(f"{consultations_url(builder)}people/").json()
    assert answer["next"] is None
    assert all(each.keys() == {"id", "name", "side", "role"} for each in answer["people"])
    return {
        each["id"]: (each["name"], each["side"], str(Role(each["role"]).label))
        for each in answer["people"]
    }


def test_those_are_told_whom_the_page_offers_and_of_them_what_it_says(builder, officer, prosecutor):
    stranger = person(builder.cast.police, "refer_cases", name="Stan Stranger")
    add_conflict(stranger, builder.case, at=START)
    closed = person(builder.cast.cps, "prosecute_cases", name="Clara Closed")
    closed.is_active = False
    closed.save()

    told = people_by_id(officer, builder)
    assert told == participants_offered(builder.cast.officer, builder.case)
    assert (
        told
        == people_by_id(prosecutor, builder)
        == participants_offered(builder.cast.prosecutor, builder.case)
    )
    assert ("Olive Officer", "POLICE", "Officer in the case") in told.values()
    assert str(stranger.pk) in told  # a missing name would reveal the conflict
    assert str(closed.pk) not in told


def test_of_a_restricted_case_only_those_are_told_who_are_named_on_it(builder, officer):
    whole = people_by_id(officer, builder)
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    allowed = {
        "to": builder.cast.officer,
        "on": builder.case,
        "by": builder.cast.officer,
        "at": START,
    }
    grants.grant_capacity("allowed_on_case", **allowed)

    told = people_by_id(officer, builder)
    assert told == participants_offered(builder.cast.officer, builder.case)
    assert (
        told.keys()
        == {str(builder.cast.officer.pk), str(builder.cast.prosecutor.pk)}
        < whole.keys()
    )


def test_a_caller_who_could_not_record_a_meeting_gets_no_list_of_people(builder):
    assistant = Caller(builder.cast.cps).for_(builder.cast.assistant)
    assert assistant.get(f"/api/cases/{builder.case.pk}/").status_code == 200
    page = client_for(builder.cast.assistant).get(page_url("record-consultation", builder.case))
    asked = assistant.get(f"{consultations_url(builder)}people/")
    done = assistant.make(consultations_url(builder), consultation_body(builder))
    assert page.status_code == asked.status_code == done.status_code == 403
    assert asked.json()["detail"] == done.json()["detail"]
    assert asked.json()["detail"] in page_text(page)
    assert not consultations_where().exists()


# Results


def test_no_further_action_is_proposed_after_a_meeting_that_a_system_has_recorded(
    builder, officer, prosecutor
):
    builder.have_reviewed(builder.suspect(0))
    suspect = builder.suspect(0)
    made = officer.make(consultations_url(builder), consultation_body(builder))
    assert made.status_code == 201, made.content
    row = consultations_where().get()
    assert made.json() == {"id": str(row.pk), "version": None}
    assert [each.pk for each in row.suspects.unscoped("test")] == [suspect.pk]
    there = {(one.person_id, one.role) for one in row.took_part.all()}
    assert there == {
        (builder.cast.officer.pk, "officer_in_case"),
        (builder.cast.prosecutor.pk, "reviewing_prosecutor"),
    }
    told = {
        "consultation": made.json()["id"], "stage": "evidential", "evidential": "CONSENT",
        "rationale": "It cannot be proved.", **FOCUS_ANSWERS,
    }  # fmt: skip

    def propose(suspect):
        address = f"/api/suspects/{suspect.pk}/no-further-action/"
        return prosecutor.change(address, told, version=suspect.version)

    about_another = propose(builder.suspect(1))
    assert about_another.status_code == 422
    assert [each["answer"] for each in about_another.json()["errors"]] == ["/consultation"]
    assert propose(suspect).status_code == 200


# Refusals


def unknown_people(builder):
    return ["987654321"]


REFUSED = {
    "about no one": ("suspects", lambda _: []),
    "about a suspect of another case": (
        "suspects",
        lambda r: [str(CaseBuilder(r.cast).suspects[0].pk)],
    ),
    "about one who is with the police": ("suspects", lambda r: [str(r.add_suspect().pk)]),
    "ahead": ("held_on", lambda _: str(day_from_today(1))),
    "by telephone": ("mode", lambda _: "TELEPHONE"),
    "without the police": ("police", lambda _: []),
    "without the CPS": ("cps", lambda _: []),
    "with nobody there is": ("police", unknown_people),
    "with a system": ("police", lambda r: [str(Caller(r.cast.police).system.account.pk)]),
    "with the other side": ("police", lambda r: [str(r.cast.prosecutor.pk)]),
    "with who does not hold the case": ("cps", lambda r: [str(r.cast.assistant.pk)]),
    "without a word": ("summary", lambda _: " "),
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_refusal_has_the_words_of_the_page(builder, officer, how):
    name, answer = REFUSED[how]
    sent = consultation_body(builder) | {name: answer(builder)}
    told = officer.make(consultations_url(builder), sent)
    assert told.status_code == 422, told.content
    [error] = told.json()["errors"]
    assert error["answer"] == f"/{name}"

    browser, address = (
        client_for(builder.cast.officer),
        page_url("record-consultation", builder.case),
    )
    form = browser.get(address).context["form"]
    typed, wrong = form_data_from_json(form, sent)
    assert not wrong
    page = browser.post(address, typed | {"form_key": ""})
    assert page.status_code == 200
    assert error["detail"] in page_text(page)
    assert not consultations_where().exists()


def test_one_that_is_made_twice_under_its_key_is_one(builder, prosecutor):
    first, again = (
        prosecutor.make(
            consultations_url(builder), consultation_body(builder), key="0123456789abcdef"
        )
        for _ in range(2)
    )
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert consultations_where().count() == 1
