"""Who can see a victim's record and why, and who has looked: to the reader's own side by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.case_access.actions import conflicts, restrictions
from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.access import grants
from people.models import AuditEntry
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import record_of
from victims.actions.identities import record_identity, reveal_identity
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
LOOKED = "Who has looked"


@module_fixture
def builder():
    builder = CaseBuilder(cast(), at=timezone.now() - timedelta(days=3)).submit()
    builder.cast.contact = person(builder.cast.police, "contact_victims", name="Connie Contact")
    return builder


def page_of(builder, who):
    address = page_url("see-victim-readers", record_of(builder))
    return client_for(getattr(builder.cast, who)).get(address)


def test_people_of_one_s_own_unit_are_named_with_their_role_and_the_other_side_s_are_not(builder):
    text = page_text(page_of(builder, "officer"))
    assert "Sue Supervisor By role on your unit: Supervises the unit’s investigations" in text
    assert "Mona Manager" not in text
    assert "The other side’s people see it by the same rules." in text
    text = page_text(page_of(builder, "manager"))
    assert "Mona Manager By role on your unit: Allocates cases" in text
    assert "Sue Supervisor" not in text


def test_who_works_with_victims_is_among_them_and_reads_the_page_too(builder):
    assert "Connie Contact By role on your unit" in page_text(page_of(builder, "officer"))
    address = page_url("see-victim-readers", record_of(builder))
    own = client_for(builder.cast.contact).get(page_url("see-victim", record_of(builder)))
    assert address in links_on_page(own)
    text = page_text(page_of(builder, "contact"))
    assert "Sue Supervisor" in text
    assert LOOKED not in text


def test_the_officer_in_the_case_is_said_to_be_named_on_it(builder):
    text = page_text(page_of(builder, "supervisor"))
    assert "Olive Officer Named on the case: " in text
    assert "Olive Officer Named on the case" not in page_text(page_of(builder, "manager"))


def test_who_is_named_on_the_case_alone_reads_no_names_of_its_unit(builder):
    builder.cast.abroad = person(force_unit(), "refer_cases", name="Abe Abroad")
    grants.grant_capacity(
        "officer_in_case", to=builder.cast.abroad, on=builder.case, by=builder.cast.officer,
        at=builder.at,
    )  # fmt: skip
    text = page_text(page_of(builder, "abroad"))
    assert "Abe Abroad Named on the case" in text
    assert "By role on your unit" not in text
    assert "Sue Supervisor" not in text


def test_a_conflict_of_interest_leaves_no_gap_among_them(builder):
    before = page_text(page_of(builder, "officer"))
    builder.do(
        conflicts.record_conflict, "supervisor", case=builder.case, person=builder.cast.inspector,
        kind="RELATIVE", reason="A cousin of the suspect, by marriage.",
    )  # fmt: skip
    assert page_text(page_of(builder, "officer")) == before
    assert page_of(builder, "inspector").status_code == 404


def test_of_a_restricted_case_it_is_read_by_the_list_and_not_by_the_unit(builder):
    builder.do(
        restrictions.restrict_case, "supervisor", people=[],
        case=Case.objects.unscoped("test").get(pk=builder.case.pk),
        reason="The suspect is a relative of an officer here.",
    )  # fmt: skip
    text = page_text(page_of(builder, "supervisor"))
    assert "By role on your unit" not in text
    assert "Sue Supervisor Named on the case" in text
    assert "only people who are named on it see this record" in text
    assert page_of(builder, "contact").status_code == 404


def test_a_victim_whom_the_other_side_does_not_know_is_said_to_be_unseen_there(builder):
    VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(only_side="POLICE")
    text = page_text(page_of(builder, "officer"))
    assert "No one of another side sees it." in text
    assert page_of(builder, "manager").status_code == 404


def test_leaders_read_who_has_looked_and_was_shown_who_it_is(builder):
    record = record_of(builder)
    builder.do(record_identity, "officer", record=record, version=0, name="Zara Quist-Example")
    builder.do(reveal_identity, "officer", record=record)
    browser = client_for(builder.cast.officer)
    for _ in range(2):
        browser.get(page_url("see-contacts", record))
    browser.get(page_url("see-case", builder.case))  # not a page of the record
    client_for(builder.cast.manager).get(page_url("see-victim", record))
    stranger = person(force_unit(), "contact_victims", name="Stan Stranger")
    client_for(stranger).get(page_url("see-victim", record))
    looked = page_text(page_of(builder, "supervisor")).split(LOOKED)[1]
    assert "Olive Officer" in looked
    assert "Was shown who the victim is 1 time" in looked
    assert "1 person of the other side has opened it." in looked
    assert "Mona Manager" not in looked
    assert "Stan Stranger" not in looked
    for who in ("officer", "prosecutor"):
        assert LOOKED not in page_text(page_of(builder, who))


def test_only_looks_at_this_victim_of_these_days_are_counted(builder):
    facts = {
        "user": builder.cast.officer, "case_id": builder.case.pk, "operation": "consultation",
        "verb": "see_victim", "kind": "victims.VictimRecord",
    }  # fmt: skip
    AuditEntry.objects.create(
        ids=[str(builder.victim.pk)], at=timezone.now() - timedelta(days=8), **facts
    )
    AuditEntry.objects.create(ids=[str(builder.case.pk)], at=timezone.now(), **facts)
    AuditEntry.objects.create(
        ids=[str(builder.victim.pk)], at=timezone.now(), refused="Not yours.", **facts
    )
    looked = page_text(page_of(builder, "supervisor")).split(LOOKED)[1]
    assert "Olive Officer" not in looked


def test_the_page_takes_as_many_queries_for_many_people_as_for_few(builder):
    browser = client_for(builder.cast.supervisor)
    address = page_url("see-victim-readers", record_of(builder))
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    for _ in range(5):
        new = person(builder.cast.police, "refer_cases")
        client_for(new).get(page_url("see-victim", record_of(builder)))
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 16
