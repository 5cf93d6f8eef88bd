"""What holds for every call: once for a key, about what was read, and nothing that is not asked."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from cases.models import Case, Suspect
from people.actions import systems
from people.models import Answered, AuditEntry
from tests.api.callers import Caller
from tests.cast import Road, cast
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


def test_a_case_is_found_by_its_urn(road, officer):
    [found] = officer.get("/api/cases/", {"urn": road.urn}).json()["cases"]
    assert found["id"] == str(road.case.pk)
    assert officer.get("/api/cases/", {"urn": "52RS9999926"}).json()["cases"] == []


def test_a_token_is_asked_for_whatever_is_asked(road):
    from django.test import Client

    from tests.sitemap import doors

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


def notices_since_are_told_once(road):
    system = Caller(road.cast.police)
    first = system.get("/api/notices/").json()
    assert [each["notice"] for each in first["notices"]] == ["sign_off_wanted"]
    assert first["notices"][0]["recipient"] == road.cast.supervisor.email
    assert system.get("/api/notices/", {"after": first["next"]}).json()["notices"] == []
    officer = system.for_(road.cast.officer)
    assert officer.get("/api/notices/").json()["notices"] == []
    assert (
        officer.get("/api/notices/", {"after": "999999999999~" + str(road.case.pk)}).status_code
        == 410
    )
    assert officer.get("/api/notices/", {"after": "x"}).status_code == 400
