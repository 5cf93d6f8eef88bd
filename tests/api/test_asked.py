"""Values in calls are taken literally: none is ignored, guessed or converted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from cases.case_details.actions import cases
from cases.models import Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from people.api.json_forms import form_data_from_json
from people.web import fields
from tests.support.api.token_callers import Caller
from tests.support.cases.charges import WHAT_HE_DID
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast())


@pytest.mark.parametrize("asked", [{"URN": "62RS1"}, {"urn": "62RS1", "x": "1"}, {"page": "2"}])
def test_a_list_is_not_answered_by_a_name_that_narrows_nothing(officer, asked):
    answer = officer.get("/api/cases/", asked)
    assert answer.status_code == 400
    assert "has no filter" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("urn=52RS1&urn=62RS1", "urn is given twice. Give it once."),
        ("urn=62RS1&urn=62RS1", "urn is given twice"),
        ("after=&after=", "after is given twice"),
        ("urn=62RS1&after=00000000-0000-0000-0000-000000000001", "Leave “after” out"),
    ],
)
def test_a_filter_given_twice_or_beside_the_urn_is_refused(builder, officer, query, told):
    answer = officer.get(f"/api/cases/?{query}")
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_figures_are_asked_for_once_too(builder):
    reader = Caller(builder.cast.cps, capacity="see_figures", scopes="figures")
    answer = reader.get("/api/figures/referral-to-decision/?by=month&by=year")
    assert answer.status_code == 400 and "by is given twice" in answer.json()["detail"]


def test_no_change_is_made_with_an_unknown_parameter(builder, officer):
    sent = {"surname": "Nobody", "custody": "NOT_ARRESTED"}
    answer = officer.make(f"/api/cases/{builder.case.pk}/suspects/?dry=1", sent)
    assert answer.status_code == 400
    assert not Suspect.objects.unscoped("test").filter(surname="Nobody").exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"place": "unit-999999", "by": "month"}, {"place": "\0"}, {"by": "decade"},
        {"urgency": "BLUE", "by": "month"},
    ],
)  # fmt: skip
def test_figures_that_there_are_not_are_not_answered_with_others(builder, asked):
    reader = Caller(builder.cast.cps, capacity="see_figures", scopes="figures")
    address = "/api/figures/referral-to-decision/"
    assert reader.get(address, {"by": "month"}).status_code == 200
    answer = reader.get(address, asked)
    assert answer.status_code == 400 and "no such figures" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("born_on", "20000101"), ("born_on", "2000-W05-2"), ("born_on", "２０００-01-01"),
        ("born_on", ""), ("detained_until", ""),
        ("detained_until", "20300101T090000Z"), ("detained_until", "2030-01-01 09:00Z"),
        ("detained_until", "2030-01-01T09:00:00"), ("detained_until", 5),
    ],
)  # fmt: skip
def test_a_date_that_is_written_otherwise_is_no_date(builder, officer, name, given):
    sent = {
        "surname": "Nobody",
        "custody": "IN_CUSTODY",
        "detained_until": adjourned_until(),
        name: given,
    }
    answer = officer.make(f"/api/cases/{builder.case.pk}/suspects/", sent)
    assert [each["answer"] for each in answer.json()["errors"]] == [f"/{name}"]


def test_a_date_and_a_moment_as_they_are_described_are_taken(builder, officer):
    sent = {"surname": "Nobody", "custody": "IN_CUSTODY", "born_on": "2000-01-01"}
    for moment in (
        adjourned_until(),
        adjourned_until().replace("Z", "+00:00"),
        adjourned_until().replace("Z", ".000Z"),
    ):
        answer = officer.make(
            f"/api/cases/{builder.case.pk}/suspects/", sent | {"detained_until": moment}
        )
        assert answer.status_code == 201, answer.content


@pytest.mark.parametrize("seconds", ["01Z", "00.5Z"])
def test_seconds_that_would_not_be_kept_are_refused(builder, officer, seconds):
    sent = {"surname": "Nobody", "custody": "IN_CUSTODY"}
    sent |= {"detained_until": adjourned_until().replace("00Z", seconds)}
    answer = officer.make(f"/api/cases/{builder.case.pk}/suspects/", sent)
    assert "whole minute" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "moment",
    ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2027-10-31T01:30:00+01:00"],
)
def test_a_moment_of_the_hour_that_comes_twice_is_the_one_its_offset_says(moment):
    kind = type("Kind", (fields.Form,), {"then": fields.DateTimeField(what="when")})
    data, wrong = form_data_from_json(kind(), {"then": moment})
    form = kind(data)
    assert not wrong and form.is_valid(), form.errors
    assert form.cleaned_data["then"].astimezone(UTC) == datetime.fromisoformat(moment)
    del data["then-fold"]
    assert not kind(data).is_valid()  # as a page sends it


def adjourned_until():
    return f"{timezone.now() + timedelta(hours=8):%Y-%m-%dT%H:%M:00Z}"


@pytest.mark.parametrize("given", [1, 0, "true", "on", None, []])
def test_a_box_to_tick_is_true_or_false(builder, officer, given):
    code = builder.cast.police.agency.force_code
    answer = officer.make("/api/cases/", {"urn": f"{code}RS0012326", "is_another": given})
    if given is None:  # left out
        assert answer.status_code == 201
    else:
        assert [each["answer"] for each in answer.json()["errors"]] == ["/is_another"]


def test_no_version_moves_with_what_the_police_write_and_have_not_sent():
    builder = CaseBuilder(cast()).submit()
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=builder.referral,
        withdrawal_reason="Too early. Both sides know the reason.",
    )
    reader = Caller(builder.cast.cps).for_(builder.cast.manager)
    address = f"/api/cases/{builder.case.pk}/"
    before = reader.get(address)
    assert before.status_code == 200, before.content
    assert [each["version"] for each in before.json()["suspects"]] == [None]
    builder.write()
    after = reader.get(address)
    assert (before.content, before["ETag"]) == (after.content, after["ETag"])


def test_a_refused_change_tells_the_cps_nothing_of_an_unsent_suspect():
    builder = CaseBuilder(cast(), suspects=2)
    first, second = builder.suspects
    builder.suspects = [first]
    builder.allocate()
    builder.suspects = [second]
    builder.submit().send_back()
    prosecutor = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
    [allegation] = second.allegations.unscoped("test").all()
    sent = {
        "counts": [{"allegation": str(allegation.pk), "particulars": WHAT_HE_DID}],
        "rationale": "The evidential stage is met.",
        "public_interest_rationale": "A prosecution is in the public interest.",
        **FOCUS_ANSWERS,
    }  # fmt: skip
    answers = []
    for day in (3, 4):
        now = builder.suspect()
        builder.do(
            cases.record_custody, "officer", suspect=now, version=now.version,
            custody="UNDER_INVESTIGATION", released_on=date(2026, 2, day),
        )  # fmt: skip
        for version in (now.version, builder.suspect().version, 999):
            address = f"/api/suspects/{second.pk}/authorisation/"
            answers.append(prosecutor.change(address, sent, version=version))
    assert {each.status_code for each in answers} == {409}
    assert len({each.content for each in answers}) == 1
    assert not any("ETag" in each for each in answers)
    assert "With the police" in answers[0].json()["detail"]


def test_a_version_does_not_tell_the_cps_how_often_the_police_changed_it():
    def versions(times):
        builder = CaseBuilder(cast(), suspects=2)
        for n in range(times):
            now = builder.suspect()
            builder.do(
                cases.correct_suspect, "officer", suspect=now, version=now.version,
                surname=f"Somebody{n}", given_names="Else", born_on=None,
            )  # fmt: skip
        builder.write()
        for _ in range(times):
            facts = {"referral": builder.referral, "suspects": builder.suspects, **MG3}
            builder.do(
                referrals.send_referral_back, "supervisor", referral=builder.referral,
                supervisor_comments="Say more.",
            )  # fmt: skip
            builder.do(referrals.revise_referral, "officer", version=None, **facts)
        builder.do(
            referrals.sign_referral_off, "supervisor", referral=builder.referral,
            supervisor_comments="Ready to go.",
        )  # fmt: skip
        triage = Caller(builder.cast.cps).for_(builder.cast.assistant)
        case = triage.get(f"/api/cases/{builder.case.pk}/").json()
        referral = triage.get(f"/api/referrals/{builder.referral.pk}/").json()
        told = [each["version"] for each in (*case["suspects"], *case["referrals"])]
        return [case["version"], referral["version"], *told]

    assert versions(0) == versions(1) == versions(3)


def test_a_suspect_that_no_caller_named_is_not_allocated():
    builder = CaseBuilder(cast(), suspects=2)
    first, second = builder.suspects
    for builder.suspects in ([first], [second]):
        builder.accept()
    manager = Caller(builder.cast.cps).for_(builder.cast.manager)
    at = f"/api/cases/{builder.case.pk}/"
    asked = {"to": str(builder.cast.prosecutor.pk), "suspects": [str(first.pk)]}
    version = manager.get(at).json()["version"]
    assert manager.change(f"{at}allocation/", asked, version=version).status_code == 200
    states = {each["id"]: each["state"] for each in manager.get(at).json()["suspects"]}
    assert states == {str(first.pk): "WITH_PROSECUTOR", str(second.pk): "READY_TO_ALLOCATE"}
    again = manager.change(f"{at}allocation/", asked, version=version + 1)
    assert (again.status_code, builder.suspect().state) == (409, "READY_TO_ALLOCATE")
    assert again.json()["detail"] == (
        "Suspect 1 is not ready to allocate now, so no one has been allocated. Check "
        "who is ready, then allocate again."
    )


def test_a_suspect_of_another_case_is_not_allocated_by_a_call_whether_or_not_there_is_one():
    builder = CaseBuilder(cast()).accept()
    other = CaseBuilder(builder.cast).accept()
    manager = Caller(builder.cast.cps).for_(builder.cast.manager)
    at, to = f"/api/cases/{builder.case.pk}/", str(builder.cast.prosecutor.pk)
    version = manager.get(at).json()["version"]
    answers = set()
    for stranger in (str(other.suspects[0].pk), "d8a6c6f0-0000-4000-8000-000000000000"):
        asked = {"to": to, "suspects": [str(builder.suspects[0].pk), stranger]}
        told = manager.change(f"{at}allocation/", asked, version=version)
        assert told.status_code == 422
        answers.add(told.content)
    assert len(answers) == 1 and b"/suspects" in answers.pop()
    assert manager.change(f"{at}allocation/", {"to": to}, version=version).status_code == 422
    assert builder.suspect().state == other.suspect().state == "READY_TO_ALLOCATE"
