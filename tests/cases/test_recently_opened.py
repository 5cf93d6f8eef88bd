"""The line of the cases that a person opened last, above the list of what waits for them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, person
from people.access import grants
from people.access.audit_queries import cases_opened_last
from people.models import AuditEntry
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

ADDRESS = "/waiting/"


@module_fixture
def cases():
    people = cast()
    return [CaseBuilder(people) for _ in range(7)]


@pytest.fixture
def officer(cases):
    return client_for(cases[0].cast.officer)


def opened_last(client):
    page = client.get(ADDRESS)
    assert page.status_code == 200
    return [(one.reference, one.link) for one in page.context["opened"]]


def open_case(client, builder):
    assert client.get(page_url("see-case", builder.case)).status_code == 200


def test_the_last_five_are_named_latest_first_each_once(cases, officer):
    for builder in (*cases, cases[3]):
        open_case(officer, builder)
    expected = [cases[n] for n in (3, 6, 5, 4, 2)]
    assert opened_last(officer) == [
        (each.case.urn, page_url("see-case", each.case)) for each in expected
    ]
    told = page_text(officer.get(ADDRESS))
    name = cases[3].suspect().name
    assert f"Opened last: {name}, {cases[3].case.urn} ;" in told


def test_nobody_sees_what_others_opened(cases, officer):
    open_case(officer, cases[0])
    assert opened_last(client_for(cases[0].cast.supervisor)) == []


def test_nothing_is_said_before_anything_was_opened(officer):
    assert "Opened last" not in page_text(officer.get(ADDRESS))


def test_a_case_that_cannot_be_read_any_more_is_gone(cases):
    people = cases[0].cast
    elsewhere = CaseBuilder(cast())
    both = person(people.police, "refer_cases")
    grants.grant_capacity(
        "refer_cases", to=both, on=elsewhere.cast.police, by=both,
        at=timezone.now() - timedelta(days=2),
    )  # fmt: skip
    client = client_for(both)
    open_case(client, elsewhere)
    open_case(client, cases[0])
    assert [urn for urn, _link in opened_last(client)] == [cases[0].case.urn, elsewhere.case.urn]
    grants.revoke_capacity(
        "refer_cases", of=both, on=elsewhere.cast.police, by=both, at=timezone.now()
    )
    assert [urn for urn, _link in opened_last(client)] == [cases[0].case.urn]


def test_one_that_was_refused_or_only_listed_was_not_opened(cases):
    stranger = cast()
    client = client_for(stranger.officer)
    assert client.get(page_url("see-case", cases[0].case)).status_code == 404
    assert opened_last(client) == []


def test_a_suspect_who_is_not_known_to_the_cps_is_not_named_there(cases):
    builder = cases[0].submit()
    hidden = builder.add_suspect()
    prosecutor = client_for(builder.cast.assistant)
    open_case(prosecutor, builder)
    told = page_text(prosecutor.get(ADDRESS))
    assert f"Opened last: {builder.suspect().name}, {builder.case.urn}" in told
    assert hidden.name not in told and "and others" not in told


def test_the_names_that_are_shown_are_logged(cases, officer):
    open_case(officer, cases[0])
    officer.get(ADDRESS)
    entry = AuditEntry.objects.filter(verb="see_waiting", kind=Suspect._meta.label).latest("pk")
    assert str(cases[0].suspects[0].pk) in entry.ids


def test_it_costs_the_same_however_many_were_opened(cases, officer):
    open_case(officer, cases[0])
    _page, few = page_and_queries(officer, ADDRESS)
    for builder in cases:
        open_case(officer, builder)
    _page, many = page_and_queries(officer, ADDRESS)
    assert len(few) == len(many)


def test_what_a_system_opened_for_a_person_and_what_was_refused_are_left_out(cases):
    officer, [read, refused, opened] = cases[0].cast.officer, [each.case for each in cases[:3]]
    system = Caller(cases[0].cast.police).system
    facts = {"user": officer, "verb": "see_case", "at": timezone.now(), "operation": "consultation"}
    AuditEntry.objects.create(case_id=read.pk, system=system, **facts)
    AuditEntry.objects.create(case_id=refused.pk, refused="You are on neither side.", **facts)
    AuditEntry.objects.create(case_id=opened.pk, **facts)
    assert cases_opened_last(officer.pk, "see_case", most=5) == [opened.pk]
