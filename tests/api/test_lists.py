"""Pagination of lists: no row is repeated or missed, and notices appear once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.test import Client

from cases.models import Suspect
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person
from people.access import grants
from people.administration.actions import systems
from tests.support.api.token_callers import Caller
from tests.support.module_fixtures import module_fixture
from tests.support.sitemap import api_endpoints

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@module_fixture
def builder():
    return CaseBuilder(cast())


def suspects_url(builder):
    return f"/api/cases/{builder.case.pk}/suspects/"


SOMEBODY = {"surname": "Nobody", "custody": "NOT_ARRESTED"}


def count_suspects_named(surname):
    return Suspect.objects.unscoped("test").filter(surname=surname).count()


def test_a_list_has_a_cap_and_says_where_the_next_page_is(builder, officer, settings):
    settings.ROWS_AT_ONCE = 2
    for _ in range(3):
        CaseBuilder(builder.cast)
    seen, address = [], "/api/cases/"
    while address:
        page = officer.get(address).json()
        assert len(page["cases"]) <= 2
        seen += [each["id"] for each in page["cases"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 4
    assert officer.get("/api/cases/?after=x").status_code == 400


def all_rows_of(caller, address, name):
    """All rows of a list; no page has more than two."""
    seen = []
    while address:
        page = caller.get(address).json()
        assert 0 < len(page[name]) <= 2
        seen += [each["id"] for each in page[name]]
        address = page["next"]
    return seen


def test_units_and_prosecutors_come_in_pages_too(builder, officer, settings):
    settings.ROWS_AT_ONCE = 2
    units = [builder.cast.police, *(force_unit() for _ in range(4))]
    for unit in units[1:]:
        grants.grant_capacity(
            "refer_cases", to=builder.cast.officer, on=unit, by=builder.cast.officer, at=MONDAY
        )
    both = Caller(*units).for_(builder.cast.officer)
    assert all_rows_of(both, "/api/units/", "units") == [str(unit.pk) for unit in units]

    builder.accept()
    here = [builder.cast.prosecutor, builder.cast.other_prosecutor]
    here += [person(builder.cast.cps, "prosecute_cases") for _ in range(3)]
    manager, listed = Caller(builder.cast.cps).for_(builder.cast.manager), "prosecutors"
    found = all_rows_of(manager, f"/api/cases/{builder.case.pk}/prosecutors/", listed)
    assert sorted(found) == sorted(str(each.pk) for each in here)
    for address in ("/api/units/", f"/api/cases/{builder.case.pk}/prosecutors/"):
        caller = both if "units" in address else manager
        for after in ("x", "-1", "1e3", "9" * 40, str(builder.case.pk)):
            assert caller.get(address, {"after": after}).status_code == 400, after


def test_possible_participants_come_in_pages_too(builder, officer, settings):
    settings.ROWS_AT_ONCE = 2
    builder.allocate()
    there = builder.cast
    held = [there.officer, there.supervisor, there.inspector, there.manager, there.prosecutor]
    held += [there.other_prosecutor, *(person(there.police, "refer_cases") for _ in range(3))]
    address = f"/api/cases/{builder.case.pk}/consultations/people/"
    assert all_rows_of(officer, address, "people") == [str(each.pk) for each in held]
    for after in ("x", "-1", "1e3", "9" * 40, str(builder.case.pk)):
        assert officer.get(address, {"after": after}).status_code == 400, after


def test_a_case_is_found_by_its_urn(builder, officer):
    [found] = officer.get("/api/cases/", {"urn": builder.urn}).json()["cases"]
    assert found["id"] == str(builder.case.pk)
    assert officer.get("/api/cases/", {"urn": "52RS9999926"}).json()["cases"] == []


def test_every_list_needs_a_token(builder):
    answers = set()
    for door in api_endpoints():
        address = door.at(pk=builder.case.pk, name="mine")
        for headers in ({}, {"Authorization": "Bearer nobody's"}):
            answer = getattr(Client(), door.method.lower())(address, headers=headers)
            answers.add((answer.status_code, answer.content, answer["WWW-Authenticate"]))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_being_worked_on_is_not_begun_again_and_notices_come_once():
    builder = CaseBuilder(cast())
    officer = Caller(builder.cast.police).for_(builder.cast.officer)

    def ask(_n):
        try:
            return officer.make(suspects_url(builder), SOMEBODY, key=KEY).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as together:
        told = list(together.map(ask, range(16)))
    assert set(told) <= {201, 409}
    assert 201 in told
    assert count_suspects_named("Nobody") == 1
    by = systems_scope(officer)
    with transaction.atomic():
        assert systems.claim_idempotency_key(by=by, key="another-key-of-16")
        with ThreadPoolExecutor(1) as other:
            told = other.submit(lambda: add_on_own_connection(officer, builder)).result()
    assert told.status_code == 409
    assert told["Retry-After"] == "1"
    builder.write()
    check_notices_read_once(builder)


def systems_scope(officer):
    from types import SimpleNamespace

    return SimpleNamespace(system_id=officer.system.pk)


def add_on_own_connection(officer, builder):
    try:
        return officer.make(suspects_url(builder), SOMEBODY, key="another-key-of-16")
    finally:
        connection.close()


def check_late_commit_is_read(system, builder, after):
    """Write two notices and commit the second one first; the first must still be read."""
    first, second, written, go_on = (
        CaseBuilder(builder.cast),
        CaseBuilder(builder.cast),
        Event(),
        Event(),
    )

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


def check_notices_read_once(builder):
    system = Caller(builder.cast.police)
    first = system.get("/api/notices/").json()
    assert [each["notice"] for each in first["notices"]] == ["sign_off_wanted"]
    assert first["notices"][0]["recipient"] is None  # a notice for the unit
    assert system.get("/api/notices/", {"after": first["next"]}).json()["notices"] == []
    officer = system.for_(builder.cast.officer)
    assert officer.get("/api/notices/").json()["notices"] == []
    check_late_commit_is_read(system, builder, first["next"])


def test_a_page_of_a_worklist_leads_to_the_next(builder, officer, monkeypatch):
    monkeypatch.setattr("cases.desk.queries.worklists.PAGE_SIZE", 2)
    for _ in range(4):
        CaseBuilder(builder.cast)
    seen, address = [], "/api/worklists/unit/"
    while address and len(seen) < 20:
        page = officer.get(address).json()
        seen += [each["case"] for each in page["rows"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert officer.get("/api/worklists/unit/?after=x").status_code == 400


SAME = ("number", "state", "holder_side", "also_waits_for", "due_at")  # fields of a case's suspect


def worklist_rows(caller, name):
    return caller.get(f"/api/worklists/{name}/").json()["rows"]


def suspect_on_case(caller, row):
    case = caller.get(f"/api/cases/{row['case']}/").json()
    [suspect] = [each for each in case["suspects"] if each["id"] == row["suspect"]]
    told = {"case": case["id"], "urn": case["urn"], "suspect": suspect["id"]}
    return told | {name: suspect[name] for name in SAME}


def test_a_row_of_a_worklist_is_a_suspect_as_the_case_has_them(builder, officer):
    [row] = worklist_rows(officer, "mine")
    assert row == suspect_on_case(officer, row)
    assert (row["state"], row["holder_side"]) == ("INVESTIGATING", "POLICE")

    builder.allocate().plan()
    prosecutor = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
    [row] = worklist_rows(prosecutor, "waiting")
    assert row == suspect_on_case(prosecutor, row)
    assert (row["state"], row["suspect"]) == ("ACTION_PLAN", str(builder.suspects[0].pk))


def test_the_cps_is_not_told_where_a_suspect_is_whom_the_police_have_not_sent(builder):
    builder.submit().send_back()
    manager = Caller(builder.cast.cps).for_(builder.cast.manager)
    [row] = worklist_rows(manager, "waiting")
    assert row == suspect_on_case(manager, row)
    assert (row["state"], row["holder_side"]) == ("", "POLICE")
    officer = Caller(builder.cast.police).for_(builder.cast.officer)
    assert [each["state"] for each in worklist_rows(officer, "mine")] == ["RETURNED"]
