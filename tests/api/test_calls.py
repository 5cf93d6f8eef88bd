"""Rules of all calls: idempotency keys, versions, and no unknown parameters or fields."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Suspect
from devtools.case_builder import MONDAY, CaseBuilder, cast
from people.access import grants, scopes
from people.access.recheck import check_grants_unchanged
from people.models import AuditEntry, Draft, Operation, StoredResponse
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture
from tests.support.sitemap import api_endpoints

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@module_fixture
def builder():
    return CaseBuilder(cast())


def suspects_url(builder):
    return f"/api/cases/{builder.case.pk}/suspects/"


def custody_url(builder):
    return f"/api/suspects/{builder.suspects[0].pk}/custody/"


SOMEBODY = {"surname": "Nobody", "custody": "NOT_ARRESTED"}


def count_suspects_named(surname):
    return Suspect.objects.unscoped("test").filter(surname=surname).count()


# Idempotency keys


@pytest.mark.parametrize(
    "door", [each for each in api_endpoints() if each.method == "POST"], ids=str
)
def test_each_act_needs_a_key_and_one_that_changes_a_row_its_version(officer, door):
    address, creates = door.at(pk=uuid4()), door.door.creates
    for headers in ({}, {"If_Match": '"1"'}):
        answer = officer.post(address, **headers)
        assert (answer.status_code, "Idempotency-Key" in answer.json()["detail"]) == (428, True)
    assert (officer.make(address).status_code == 428) != creates
    assert officer.make(address, If_Match='W/"1"').status_code == 428


def test_a_key_that_is_too_short_is_none(builder, officer):
    assert officer.make(suspects_url(builder), SOMEBODY, key="short").status_code == 400
    assert count_suspects_named("Nobody") == 0


def test_the_same_call_under_the_same_key_is_given_the_same_answer_and_done_once(builder, officer):
    first, again = (officer.make(suspects_url(builder), SOMEBODY, key=KEY) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert count_suspects_named("Nobody") == 1


def test_the_same_officer_written_otherwise_makes_the_same_call(builder, officer):
    first = officer.make(suspects_url(builder), SOMEBODY, key=KEY)
    officer.officer = f" {officer.officer.upper()} "
    again = officer.make(suspects_url(builder), SOMEBODY, key=KEY)
    assert (first.status_code, first.content) == (201, again.content)
    assert count_suspects_named("Nobody") == 1


def test_another_call_under_the_same_key_is_refused(builder, officer):
    officer.make(suspects_url(builder), SOMEBODY, key=KEY)
    other = officer.make(suspects_url(builder), SOMEBODY | {"surname": "Another"}, key=KEY)
    assert other.status_code == 422
    supervisor = officer.for_(builder.cast.supervisor)
    assert supervisor.make(suspects_url(builder), SOMEBODY, key=KEY).status_code == 422
    assert count_suspects_named("Another") == 0


def test_another_file_of_the_same_name_and_length_is_another_call(builder, officer):
    def send(content):
        form = {"mg_form": "MG11", "documents": SimpleUploadedFile("a.txt", content)}
        headers = officer.headers({"Idempotency-Key": KEY})
        return officer.client.post(
            f"/api/cases/{builder.case.pk}/documents/", form, headers=headers
        )

    first, again = send(b"She said no."), send(b"She said no.")
    assert (first.status_code, first.content) == (201, again.content), first.content
    assert send(b"She said so.").status_code == 422


def test_another_systems_key_is_another_key(builder, officer):
    officer.make(suspects_url(builder), SOMEBODY, key=KEY)
    other = Caller(builder.cast.police).for_(builder.cast.officer)
    assert other.make(suspects_url(builder), SOMEBODY, key=KEY).status_code == 201
    assert count_suspects_named("Nobody") == 2


def test_asked_again_it_is_asked_again_who_may_and_the_log_says_so(builder, officer):
    def again():
        before = AuditEntry.objects.latest("pk").pk
        answer = officer.make(suspects_url(builder), SOMEBODY, key=KEY)
        [entry] = AuditEntry.objects.filter(pk__gt=before, verb="add_suspect")
        return answer, entry

    officer.make(suspects_url(builder), SOMEBODY, key=KEY)
    answer, entry = again()
    assert (answer.status_code, entry.operation, entry.refused) == (201, Operation.CONSULTATION, "")
    assert (entry.case_id, entry.user_id) == (builder.case.pk, builder.cast.officer.pk)
    assert entry.system_id == officer.system.pk

    facts = {"on": builder.cast.police, "by": builder.cast.officer, "at": MONDAY}
    grants.revoke_capacity("refer_cases", of=builder.cast.officer, **facts)
    grants.revoke_capacity(
        "officer_in_case", of=builder.cast.officer, **facts | {"on": builder.case}
    )
    grants.grant_capacity("inspect_cases", to=builder.cast.officer, **facts)
    answer, entry = again()
    assert (answer.status_code, bool(entry.refused)) == (403, True)
    assert "id" not in answer.json()
    add_conflict(builder.cast.officer, builder.case, at=MONDAY)
    answer, entry = again()
    assert (answer.status_code, entry.refused) == (404, "Not found")
    assert count_suspects_named("Nobody") == 1


def test_a_call_that_was_refused_may_be_made_again_under_its_key(builder, officer):
    wrong = officer.make(suspects_url(builder), {"surname": "Nobody"}, key=KEY)
    assert wrong.status_code == 422
    assert officer.make(suspects_url(builder), SOMEBODY, key=KEY).status_code == 201


def test_a_stored_answer_says_nothing_of_the_contents_of_a_row(builder, officer):
    officer.make(suspects_url(builder), SOMEBODY, key=KEY)
    stored_response = StoredResponse.objects.get(key=KEY)
    assert "Nobody" not in json.dumps(stored_response.answer)
    assert stored_response.answer["body"].keys() == {"id", "version"}


# Versions


def test_a_change_needs_the_version_that_was_read(builder, officer):
    told = {"custody": "NOT_ARRESTED", "changed_because": "It was another suspect."}
    for headers in ({}, {"If_Match": "*"}, {"If_Match": 'W/"1"'}):
        answer = officer.make(custody_url(builder), told, **headers)
        assert (answer.status_code, "If-Match" in answer.json()["detail"]) == (428, True)
    stale = officer.change(custody_url(builder), told, version=99)
    assert stale.status_code == 412
    assert stale["ETag"] == '"1"'
    assert officer.change(custody_url(builder), told, version=1)["ETag"] == '"2"'


def test_a_stale_change_says_what_differs_and_changes_nothing(builder, officer):
    told = {"custody": "NOT_ARRESTED", "changed_because": "It was another suspect."}
    assert officer.change(custody_url(builder), told, version=1).status_code == 200
    stale = officer.change(
        custody_url(builder),
        {"custody": "UNDER_INVESTIGATION", "released_on": "2026-02-03"},
        version=1,
    )
    assert stale.status_code == 412
    assert builder.suspect().custody == "NOT_ARRESTED"


def test_an_act_whose_form_asks_no_version_compares_it_all_the_same(builder, officer):
    builder.write()
    address = f"/api/referrals/{builder.referral.pk}/withdrawal/"
    told = {"withdrawal_reason": "Sent too early. Both sides know the reason."}
    assert officer.change(address, told, version=99).status_code == 412
    assert officer.get(f"/api/referrals/{builder.referral.pk}/").json()["withdrawn_at"] is None
    assert officer.change(address, told, version=1).status_code == 200


# Unknown parameters and fields


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"surname": "Nobody", "custody": "NOT_ARRESTED", "is_admin": True}, "/is_admin"),
        ({"surname": 7, "custody": "NOT_ARRESTED"}, "/surname"),
        ({"surname": "Nobody", "custody": "ELSEWHERE"}, "/custody"),
        ({"surname": "Nobody", "custody": "NOT_ARRESTED", "born_on": "1 May"}, "/born_on"),
        ({"custody": "NOT_ARRESTED"}, "/surname"),
        ({"surname": "Nobody", "custody": "NOT_ARRESTED", "version": 3}, "/version"),
    ],
)
def test_each_answer_that_cannot_be_taken_is_named(builder, officer, sent, answer):
    told = officer.make(suspects_url(builder), sent)
    assert told.status_code == 422
    assert told["Content-Type"] == "application/problem+json"
    assert [each["answer"] for each in told.json()["errors"]] == [answer]
    assert count_suspects_named("Nobody") == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"surname": "A", "surname": "Nobody", "custody": "NOT_ARRESTED"}', 400),
        ("[]", 400),
        ("{", 400),
        ('{"surname": NaN}', 400),
        ('{"surname": ' + "[" * 20 + "]" * 20 + "}", 400),
        ('{"surname": "' + "x" * 1_100_000 + '"}', 413),
        ('{"surname": "\\ud800", "custody": "NOT_ARRESTED"}', 400),
        ('{"surname": "\\u0000", "custody": "NOT_ARRESTED"}', 422),
    ],
)
def test_an_unreadable_body_is_refused_in_words(builder, officer, body, status):
    told = officer.client.post(
        suspects_url(builder), body, content_type="application/json",
        headers=officer.headers({"Idempotency-Key": KEY}),
    )  # fmt: skip
    assert told.status_code == status, told.content
    assert told.json()["detail"]


def test_other_kinds_of_content_and_other_methods_are_refused(builder, officer):
    headers = officer.headers({"Idempotency-Key": KEY})
    sent = officer.client.post(
        suspects_url(builder), "x", content_type="text/plain", headers=headers
    )
    assert sent.status_code == 415
    for method in ("put", "patch", "delete", "options"):
        answer = getattr(officer.client, method)(suspects_url(builder), headers=headers)
        assert answer.status_code == 405, method


def test_a_file_that_nothing_asks_for_is_refused_and_nothing_is_done(builder, officer):
    item = builder.allocate().plan().items[0]
    sent = {"answer": "DONE", "done": "Done.", "document": SimpleUploadedFile("a.txt", b"It.")}
    headers = officer.headers({"If-Match": '"1"', "Idempotency-Key": KEY})
    told = officer.client.post(f"/api/actions/{item.pk}/answer/", sent, headers=headers)
    assert told.status_code == 422
    assert told.json()["errors"][0]["answer"] == "/document"
    form = officer.headers({"Idempotency-Key": KEY})
    assert officer.client.post(suspects_url(builder), SOMEBODY, headers=form).status_code == 415


def test_no_draft_is_kept_or_thrown_away_by_a_call(builder, officer):
    documents = f"/api/cases/{builder.case.pk}/documents/"
    for pressed in ("save_draft", "discard_draft"):
        told = officer.client.post(
            documents, {pressed: "1"}, headers=officer.headers({"Idempotency-Key": KEY})
        )
        assert told.status_code == 422
    assert not Draft.objects.exists()


def test_a_case_like_a_visible_one_is_opened_only_if_it_is_another(builder, officer):
    told = {"urn": f"{builder.urn[:2]}ZZ0098726", "crime_reference": "CR 1/26"}
    first = officer.make("/api/cases/", told)
    assert first.status_code == 201, first.content
    again = told | {"urn": f"{builder.urn[:2]}ZZ0098826"}
    refused = officer.make("/api/cases/", again)
    assert refused.status_code == 409
    assert refused.json()["alike"] == [first.json()["id"]]
    assert officer.make("/api/cases/", again | {"is_another": True}).status_code == 201


def test_the_unit_may_be_named_though_it_is_the_only_one(builder, officer):
    [unit] = officer.get("/api/units/").json()["units"]
    told = {"urn": f"{builder.urn[:2]}ZZ0098726", "unit": unit["id"]}
    assert officer.make("/api/cases/", told).status_code == 201
    assert officer.make("/api/cases/", told | {"unit": "0"}).status_code == 422


@pytest.mark.parametrize("deep", [7, 700, 950, 20_000])
def test_however_deep_it_is_nested_it_is_refused(builder, officer, deep):
    body = '{"surname": ' + "[" * deep + "]" * deep + "}"
    told = officer.client.post(
        suspects_url(builder), body, content_type="application/json",
        headers=officer.headers({"Idempotency-Key": KEY}),
    )  # fmt: skip
    assert told.status_code == 400


@pytest.mark.parametrize("query", ["?[", "?%zz", "?x=1"])
@pytest.mark.parametrize("basic", ["", "Basic \u00e9", "Basic !!"])
def test_an_odd_call_for_a_token_breaks_nothing(query, basic):
    for address in ("/api/token/", "/api/token/end/"):
        answer = Client().post(address + query, headers={"Authorization": basic})
        assert answer.status_code in (400, 401)


def test_a_urn_with_no_sense_finds_nothing(officer):
    for urn in ("%00", "'", "52/RS/%00"):
        assert officer.get(f"/api/cases/?urn={urn}").json()["cases"] == []


def test_a_version_where_there_is_none_is_let_be(builder):
    builder.allocate().review()
    prosecutor = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
    address = f"/api/reviews/{builder.last_review.pk}/plan/"
    told = prosecutor.make(address, {"items": []}, If_Match='"1"')
    assert told.status_code == 422
    many = prosecutor.make(address, {"items": [{}] * 1000})
    assert [each["answer"] for each in many.json()["errors"]] == ["/items"]


def test_a_system_that_has_lost_a_unit_while_it_waited_acts_no_longer(builder, officer):
    scope = scopes.scope_of(builder.cast.officer, at=MONDAY)
    account = scopes.scope_of(officer.system.account, at=MONDAY).as_system(officer.system.pk)
    through = scope.limited_to_system(account)
    check_grants_unchanged(through)
    grants.revoke_capacity(
        "exchange_cases", of=officer.system.account, on=builder.cast.police, by=scope, at=MONDAY
    )
    with pytest.raises(scopes.Refused):
        check_grants_unchanged(through)


@pytest.mark.parametrize("taken", ["refer_cases", "supervise_cases"])
def test_a_person_who_lost_one_of_two_capacities_while_waiting_acts_by_it_no_longer(builder, taken):
    grants.grant_capacity(
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police, by=builder.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    scope = scopes.scope_of(builder.cast.officer, at=MONDAY)
    check_grants_unchanged(scope)
    grants.revoke_capacity(
        taken, of=builder.cast.officer, on=builder.cast.police, by=scope, at=MONDAY
    )
    with pytest.raises(scopes.Refused):
        check_grants_unchanged(scope)
