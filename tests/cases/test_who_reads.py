"""Who reads a case and why, and who has looked at it: to the reader's own side by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.case_access.actions import conflicts, restrictions
from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), at=timezone.now() - timedelta(days=3)).submit()


def page_of(builder, who):
    return client_for(getattr(builder.cast, who)).get(page_url("see-restriction", builder.case))


def test_people_of_one_s_own_unit_are_named_with_their_role_and_the_other_side_s_are_not(builder):
    text = page_text(page_of(builder, "officer"))
    assert "Sue Supervisor Supervises the unit’s investigations" in text
    assert "Mona Manager" not in text
    assert "Mona Manager Allocates cases" in page_text(page_of(builder, "manager"))


def test_a_conflict_of_interest_leaves_no_gap_among_them(builder):
    before = page_text(page_of(builder, "officer"))
    builder.do(
        conflicts.record_conflict, "supervisor", case=builder.case, person=builder.cast.inspector,
        kind="RELATIVE", reason="A cousin of the suspect, by marriage.",
    )  # fmt: skip
    assert page_text(page_of(builder, "officer")) == before


def test_a_restricted_case_is_read_by_its_list_and_not_by_the_unit(builder):
    person(builder.cast.police, "refer_cases", name="Cole League")
    assert "Cole League" in page_text(page_of(builder, "supervisor"))
    builder.do(
        restrictions.restrict_case, "supervisor", people=[],
        case=Case.objects.unscoped("test").get(pk=builder.case.pk),
        reason="The suspect is a relative of an officer here.",
    )  # fmt: skip
    assert "Cole League" not in page_text(page_of(builder, "supervisor"))


def test_leaders_read_who_has_looked_and_of_the_other_side_how_many(builder):
    browser = client_for(builder.cast.officer)
    for _ in range(2):
        browser.get(page_url("see-case", builder.case))
    client_for(builder.cast.manager).get(page_url("see-case", builder.case))
    client_for(builder.cast.supervisor).post(page_url("ask-to-be-let-in"), {"urn": builder.urn})
    stranger = person(builder.cast.police, "contact_victims", name="Stan Stranger")
    client_for(stranger).get(page_url("see-case", builder.case))
    text = page_text(page_of(builder, "supervisor"))
    assert "Olive Officer" in text.split("Who has looked")[1] and "2 times" in text
    assert "1 person of the other side has opened it." in text
    assert "Stan Stranger" not in text.split("Who has looked")[1]
    assert "Who has looked" not in page_text(page_of(builder, "officer"))


def test_a_look_of_eight_days_ago_is_not_listed(builder):
    AuditEntry.objects.create(
        user=builder.cast.officer, case_id=builder.case.pk, operation="consultation",
        verb="see_case", at=timezone.now() - timedelta(days=8),
    )  # fmt: skip
    looked = page_text(page_of(builder, "supervisor")).split("Who has looked")[1]
    assert "Olive Officer" not in looked


def test_the_page_takes_as_many_queries_for_many_people_as_for_few(builder):
    browser, address = (
        client_for(builder.cast.supervisor),
        page_url("see-restriction", builder.case),
    )
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    for _ in range(5):
        new = person(builder.cast.police, "refer_cases")
        client_for(new).get(page_url("see-case", builder.case))
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 13  # also that its notices are read
