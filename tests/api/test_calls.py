"""What holds for every call: once for a key, about what was read, and nothing that is not asked."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from cases.models import Case, Suspect
from people import access
from people.actions import systems
from people.models import Answered, AuditEntry, Draft, Operation
from people.still_held import still_holds
from tests.api.callers import Caller
from tests.cases.conflicts import in_conflict
from tests.cast import MONDAY, Road, cast, force_unit, person
from tests.sitemap import doors
from tests.standing import standing

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@standing
def road():
    return Road(cast())


@pytest.fixture
def officer(road):
    return Caller(road.cast.police).for_(road.cast.officer)


def suspects_of(road):
    return f"/api/cases/{road.case.pk}/suspects/"


def custody_of(road):
    return f"/api/suspects/{road.suspects[0].pk}/custody/"


SOMEBODY = {"surname": "Nobody", "custody": "NOT_ARRESTED"}


def named(surname):
    return Suspect.objects.system("test").filter(surname=surname).count()


# Once


def test_a_call_that_makes_a_row_needs_a_key(road, officer):
    assert officer.post(suspects_of(road), SOMEBODY).status_code == 428
    short = officer.make(suspects_of(road), SOMEBODY, key="short")
    assert short.status_code == 400
    assert named("Nobody") == 0


def test_the_same_call_under_the_same_key_is_given_the_same_answer_and_done_once(road, officer):
    first, again = (officer.make(suspects_of(road), SOMEBODY, key=KEY) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert named("Nobody") == 1


def test_another_call_under_the_same_key_is_refused(road, officer):
    officer.make(suspects_of(road), SOMEBODY, key=KEY)
    other = officer.make(suspects_of(road), SOMEBODY | {"surname": "Another"}, key=KEY)
    assert other.status_code == 422
    supervisor = officer.for_(road.cast.supervisor)
    assert supervisor.make(suspects_of(road), SOMEBODY, key=KEY).status_code == 422
    assert named("Another") == 0


def test_another_systems_key_is_another_key(road, officer):
    officer.make(suspects_of(road), SOMEBODY, key=KEY)
    other = Caller(road.cast.police).for_(road.cast.officer)
    assert other.make(suspects_of(road), SOMEBODY, key=KEY).status_code == 201
    assert named("Nobody") == 2


def test_asked_again_it_is_asked_again_who_may_and_the_log_says_so(road, officer):
    def again():
        before = AuditEntry.objects.latest("pk").pk
        answer = officer.make(suspects_of(road), SOMEBODY, key=KEY)
        [entry] = AuditEntry.objects.filter(pk__gt=before, verb="add_suspect")
        return answer, entry

    officer.make(suspects_of(road), SOMEBODY, key=KEY)
    answer, entry = again()
    assert (answer.status_code, entry.operation, entry.refused) == (201, Operation.CONSULTATION, "")
    assert (entry.case_id, entry.user_id) == (road.case.pk, road.cast.officer.pk)
    assert entry.system_id == officer.system.pk

    facts = {"on": road.cast.police, "by": road.cast.officer, "at": MONDAY}
    access.revoke("refer_cases", of=road.cast.officer, **facts)
    access.revoke("officer_in_case", of=road.cast.officer, **facts | {"on": road.case})
    access.grant("inspect_cases", to=road.cast.officer, **facts)
    answer, entry = again()
    assert (answer.status_code, bool(entry.refused)) == (403, True)
    assert "id" not in answer.json()
    in_conflict(road.cast.officer, road.case, at=MONDAY)
    answer, entry = again()
    assert (answer.status_code, entry.refused) == (404, "Not found")
    assert named("Nobody") == 1


def test_a_call_that_was_refused_may_be_made_again_under_its_key(road, officer):
    wrong = officer.make(suspects_of(road), {"surname": "Nobody"}, key=KEY)
    assert wrong.status_code == 422
    assert officer.make(suspects_of(road), SOMEBODY, key=KEY).status_code == 201


def test_what_is_kept_of_an_answer_says_nothing_of_what_is_in_a_row(road, officer):
    officer.make(suspects_of(road), SOMEBODY, key=KEY)
    kept = Answered.objects.get(key=KEY)
    assert "Nobody" not in json.dumps(kept.answer)
    assert kept.answer["body"].keys() == {"id", "version"}


# About what was read


def test_a_change_needs_the_version_that_was_read(road, officer):
    told = {"custody": "NOT_ARRESTED"}
    assert officer.post(custody_of(road), told).status_code == 428
    assert officer.post(custody_of(road), told, If_Match="*").status_code == 428
    assert officer.post(custody_of(road), told, If_Match='W/"1"').status_code == 428
    stale = officer.change(custody_of(road), told, version=99)
    assert stale.status_code == 412
    assert stale["ETag"] == '"1"'
    assert officer.change(custody_of(road), told, version=1)["ETag"] == '"2"'


def test_a_stale_change_says_what_differs_and_changes_nothing(road, officer):
    officer.change(custody_of(road), {"custody": "NOT_ARRESTED"}, version=1)
    stale = officer.change(
        custody_of(road),
        {"custody": "UNDER_INVESTIGATION", "released_on": "2026-02-03"},
        version=1,
    )
    assert stale.status_code == 412
    assert road.suspect().custody == "NOT_ARRESTED"


def test_an_act_whose_form_asks_no_version_compares_it_all_the_same(road, officer):
    road.write()
    address = f"/api/referrals/{road.referral.pk}/withdrawal/"
    told = {"withdrawal_reason": "Sent too early."}
    assert officer.change(address, told, version=99).status_code == 412
    assert officer.get(f"/api/referrals/{road.referral.pk}/").json()["withdrawn_at"] is None
    assert officer.change(address, told, version=1).status_code == 200


# Nothing that is not asked


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
def test_each_answer_that_cannot_be_taken_is_named(road, officer, sent, answer):
    told = officer.make(suspects_of(road), sent)
    assert told.status_code == 422
    assert told["Content-Type"] == "application/problem+json"
    assert [each["answer"] for each in told.json()["errors"]] == [answer]
    assert named("Nobody") == 0


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
def test_what_cannot_be_read_is_refused_in_words(road, officer, body, status):
    told = officer.client.post(
        suspects_of(road), body, content_type="application/json",
        headers=officer.headers({"Idempotency-Key": KEY}),
    )  # fmt: skip
    assert told.status_code == status, told.content
    assert told.json()["detail"]


def test_other_kinds_of_content_and_other_methods_are_refused(road, officer):
    headers = officer.headers({"Idempotency-Key": KEY})
    sent = officer.client.post(suspects_of(road), "x", content_type="text/plain", headers=headers)
    assert sent.status_code == 415
    for method in ("put", "patch", "delete", "options"):
        answer = getattr(officer.client, method)(suspects_of(road), headers=headers)
        assert answer.status_code == 405, method


# Who, and what the log says


def test_an_act_is_logged_with_the_officer_and_the_system(road, officer):
    officer.make(suspects_of(road), SOMEBODY)
    entry = AuditEntry.objects.filter(verb="add_suspect").latest("pk")
    assert (entry.user_id, entry.system_id) == (road.cast.officer.pk, officer.system.pk)
    assert entry.case_id == road.case.pk


def test_reading_is_logged_and_so_is_being_refused(road, officer):
    officer.get(f"/api/cases/{road.case.pk}/")
    assistant = Caller(road.cast.cps).for_(road.cast.assistant)
    assert assistant.get(f"/api/cases/{road.case.pk}/").status_code == 404
    read, refused = AuditEntry.objects.filter(verb="see_case").order_by("pk")
    assert (read.system_id, read.refused) == (officer.system.pk, "")
    assert (refused.system_id, refused.refused) == (assistant.system.pk, "Not found")


def test_a_urn_that_is_taken_is_refused_and_its_holder_told_as_from_the_page(road):
    other = Caller(road.cast.police).for_(road.cast.officer)
    told = other.make("/api/cases/", {"urn": road.urn})
    assert told.status_code == 409
    assert AuditEntry.objects.filter(verb="open_case").latest("pk").refused
    assert Case.objects.system("test").filter(urn=road.urn).count() == 1


# Pages


def test_a_list_has_a_cap_and_says_where_the_next_page_is(road, officer, settings):
    settings.ROWS_AT_ONCE = 2
    for _ in range(3):
        Road(road.cast)
    seen, address = [], "/api/cases/"
    while address:
        page = officer.get(address).json()
        assert len(page["cases"]) <= 2
        seen += [each["id"] for each in page["cases"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 4
    assert officer.get("/api/cases/?after=x").status_code == 400


def everything_of(caller, address, name):
    """Every row of a list, asked page after page, none longer than two."""
    seen = []
    while address:
        page = caller.get(address).json()
        assert 0 < len(page[name]) <= 2
        seen += [each["id"] for each in page[name]]
        address = page["next"]
    return seen


def test_units_and_prosecutors_come_in_pages_too(road, officer, settings):
    settings.ROWS_AT_ONCE = 2
    units = [road.cast.police, *(force_unit() for _ in range(4))]
    for unit in units[1:]:
        access.grant("refer_cases", to=road.cast.officer, on=unit, by=road.cast.officer, at=MONDAY)
    both = Caller(*units).for_(road.cast.officer)
    assert everything_of(both, "/api/units/", "units") == [str(unit.pk) for unit in units]

    road.accept()
    here = [road.cast.prosecutor, road.cast.other_prosecutor]
    here += [person(road.cast.cps, "prosecute_cases") for _ in range(3)]
    manager, listed = Caller(road.cast.cps).for_(road.cast.manager), "prosecutors"
    found = everything_of(manager, f"/api/cases/{road.case.pk}/prosecutors/", listed)
    assert sorted(found) == sorted(str(each.pk) for each in here)
    for address in ("/api/units/", f"/api/cases/{road.case.pk}/prosecutors/"):
        caller = both if "units" in address else manager
        for after in ("x", "-1", "1e3", "9" * 40, str(road.case.pk)):
            assert caller.get(address, {"after": after}).status_code == 400, after


def test_a_case_is_found_by_its_urn(road, officer):
    [found] = officer.get("/api/cases/", {"urn": road.urn}).json()["cases"]
    assert found["id"] == str(road.case.pk)
    assert officer.get("/api/cases/", {"urn": "52RS9999926"}).json()["cases"] == []


def test_a_token_is_asked_for_whatever_is_asked(road):
    answers = set()
    for door in doors():
        address = door.at(pk=road.case.pk, name="mine")
        for headers in ({}, {"Authorization": "Bearer nobody's"}):
            answer = getattr(Client(), door.method.lower())(address, headers=headers)
            answers.add((answer.status_code, answer.content, answer["WWW-Authenticate"]))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_being_worked_on_is_not_begun_again_and_notices_come_once():
    road = Road(cast())
    officer = Caller(road.cast.police).for_(road.cast.officer)

    def ask(_n):
        try:
            return officer.make(suspects_of(road), SOMEBODY, key=KEY).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as together:
        told = list(together.map(ask, range(16)))
    assert set(told) <= {201, 409}
    assert 201 in told
    assert named("Nobody") == 1
    by = systems_scope(officer)
    with transaction.atomic():
        assert systems.claim_key(by=by, key="another-key-of-16")
        with ThreadPoolExecutor(1) as other:
            told = other.submit(lambda: make_elsewhere(officer, road)).result()
    assert told.status_code == 409
    assert told["Retry-After"] == "1"
    road.write()
    notices_since_are_told_once(road)


def systems_scope(officer):
    from types import SimpleNamespace

    return SimpleNamespace(system_id=officer.system.pk)


def make_elsewhere(officer, road):
    try:
        return officer.make(suspects_of(road), SOMEBODY, key="another-key-of-16")
    finally:
        connection.close()


def one_that_is_committed_later_is_not_passed_by(system, road, after):
    """The first of two is written, the second written and committed, then the first committed."""
    first, second, written, go_on = Road(road.cast), Road(road.cast), Event(), Event()

    def write_slowly():
        try:
            with transaction.atomic():
                first.write()
                written.set()
                go_on.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        slow = other.submit(write_slowly)
        assert written.wait(30)
        second.write()
        system.officer = None
        between = system.get("/api/notices/", {"after": after}).json()
        go_on.set()
        slow.result()
    told = (
        between["notices"]
        + system.get("/api/notices/", {"after": between["next"]}).json()["notices"]
    )
    assert [each["subject"][:11] for each in told] == [first.urn, second.urn]


def notices_since_are_told_once(road):
    system = Caller(road.cast.police)
    first = system.get("/api/notices/").json()
    assert [each["notice"] for each in first["notices"]] == ["sign_off_wanted"]
    assert first["notices"][0]["recipient"] == road.cast.supervisor.email
    assert system.get("/api/notices/", {"after": first["next"]}).json()["notices"] == []
    officer = system.for_(road.cast.officer)
    assert officer.get("/api/notices/").json()["notices"] == []
    one_that_is_committed_later_is_not_passed_by(system, road, first["next"])
    assert (
        officer.get("/api/notices/", {"after": "999999999999~" + str(road.case.pk)}).status_code
        == 410
    )
    assert officer.get("/api/notices/", {"after": "x"}).status_code == 400


# What fresh eyes found


def test_a_file_that_nothing_asks_for_is_refused_and_nothing_is_done(road, officer):
    item = road.allocate().plan().items[0]
    sent = {"answer": "DONE", "done": "Done.", "document": SimpleUploadedFile("a.txt", b"It.")}
    told = officer.client.post(
        f"/api/actions/{item.pk}/answer/", sent, headers=officer.headers({"If-Match": '"1"'})
    )
    assert told.status_code == 422
    assert told.json()["errors"][0]["answer"] == "/document"
    form = officer.headers({"Idempotency-Key": KEY})
    assert officer.client.post(suspects_of(road), SOMEBODY, headers=form).status_code == 415


def test_no_draft_is_kept_or_thrown_away_by_a_call(road, officer):
    documents = f"/api/cases/{road.case.pk}/documents/"
    for pressed in ("save_draft", "discard_draft"):
        told = officer.client.post(
            documents, {pressed: "1"}, headers=officer.headers({"Idempotency-Key": KEY})
        )
        assert told.status_code == 422
    assert not Draft.objects.exists()


def test_a_case_like_one_that_she_can_see_is_opened_only_if_it_is_another(road, officer):
    told = {"urn": f"{road.urn[:2]}ZZ0098726", "crime_reference": "CR 1/26"}
    first = officer.make("/api/cases/", told)
    assert first.status_code == 201, first.content
    again = told | {"urn": f"{road.urn[:2]}ZZ0098826"}
    refused = officer.make("/api/cases/", again)
    assert refused.status_code == 409
    assert refused.json()["alike"] == [first.json()["id"]]
    assert officer.make("/api/cases/", again | {"is_another": True}).status_code == 201


def test_the_unit_may_be_named_though_it_is_the_only_one(road, officer):
    [unit] = officer.get("/api/units/").json()["units"]
    told = {"urn": f"{road.urn[:2]}ZZ0098726", "unit": unit["id"]}
    assert officer.make("/api/cases/", told).status_code == 201
    assert officer.make("/api/cases/", told | {"unit": "0"}).status_code == 422


@pytest.mark.parametrize("deep", [7, 700, 950, 20_000])
def test_however_deep_it_is_nested_it_is_refused(road, officer, deep):
    body = '{"surname": ' + "[" * deep + "]" * deep + "}"
    told = officer.client.post(
        suspects_of(road), body, content_type="application/json",
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


def test_a_version_where_there_is_none_is_let_be(road):
    road.allocate().review()
    prosecutor = Caller(road.cast.cps).for_(road.cast.prosecutor)
    address = f"/api/reviews/{road.last_review.pk}/plan/"
    told = prosecutor.make(address, {"items": []}, If_Match='"1"')
    assert told.status_code == 422
    many = prosecutor.make(address, {"items": [{}] * 1000})
    assert [each["answer"] for each in many.json()["errors"]] == ["/items"]


def test_what_was_not_done_is_in_the_log(road, officer):
    before = AuditEntry.objects.filter(verb="record_custody").count()
    officer.change(custody_of(road), {"custody": "ELSEWHERE"}, version=1)
    officer.change(custody_of(road), {"custody": "NOT_ARRESTED"}, version=99)
    told = AuditEntry.objects.filter(verb="record_custody").order_by("pk")[before:]
    assert [entry.refused for entry in told] == [
        "Some answers cannot be taken", "Changed meanwhile",
    ]  # fmt: skip


def test_a_page_of_a_worklist_leads_to_the_next(road, officer, monkeypatch):
    monkeypatch.setattr("cases.queries.worklists.PAGE_SIZE", 2)
    for _ in range(4):
        Road(road.cast)
    seen, address = [], "/api/worklists/unit/"
    while address and len(seen) < 20:
        page = officer.get(address).json()
        seen += [each["case"] for each in page["rows"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert officer.get("/api/worklists/unit/?after=x").status_code == 400


def test_a_system_that_has_lost_a_unit_while_it_waited_acts_no_longer(road, officer):
    scope = access.scope_of(road.cast.officer, at=MONDAY)
    account = access.scope_of(officer.system.account, at=MONDAY).as_system(officer.system.pk)
    through = scope.through(account)
    still_holds(through)
    access.revoke(
        "exchange_cases", of=officer.system.account, on=road.cast.police, by=scope, at=MONDAY
    )
    with pytest.raises(access.Refused):
        still_holds(through)
