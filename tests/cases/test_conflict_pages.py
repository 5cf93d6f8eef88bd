"""Pages of conflicts of interest: anybody declares; managers record, see and lift."""

import pytest

from cases.case_access.actions import conflict_liftings
from cases.models import Conflict, ConflictLifting
from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WHY = {"kind": "WITNESS", "reason": "I took the first call."}


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


def conflict_rows(builder):
    return list(Conflict.objects.unscoped("test").filter(case=builder.case).order_by("declared_at"))


def test_a_declaration_warns_first_and_then_leads_to_the_worklist(builder):
    browser, address = client_for(builder.cast.officer), page_url("declare-conflict", builder.case)
    page = browser.get(address)
    assert "you can no longer see this case" in page_text(page)
    key = page.context["form"]["form_key"].value()
    for _ in range(2):  # a second click finds no case and redirects to the same page
        page = browser.post(address, {**WHY, "form_key": key})
        assert (page.status_code, page.url) == (302, "/")
    page = browser.get("/")
    assert "Your conflict of interest is recorded" in page_text(page)
    assert builder.urn not in page.text
    assert browser.get(page_url("see-case", builder.case)).status_code == 404
    assert len(conflict_rows(builder)) == 1


def test_another_person_s_key_leads_nowhere(builder):
    browser, address = client_for(builder.cast.officer), page_url("declare-conflict", builder.case)
    key = browser.get(address).context["form"]["form_key"].value()
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    assert browser.post(address, {**WHY, "form_key": key}).status_code == 404
    assert browser.post(address, {**WHY, "form_key": "nonsense"}).status_code == 404


def test_a_manager_records_reads_and_lifts_a_conflict(builder):
    browser = client_for(builder.cast.supervisor)
    page = submit_form(
        browser, page_url("record-conflict", builder.case), person=builder.cast.officer.pk, **WHY
    )
    for shown in ("Conflict of interest recorded", "Olive Officer", "A witness", WHY["reason"]):
        assert shown in page_text(page)
    [row] = conflict_rows(builder)
    assert page_url("propose-lifting-conflict", row) in links_on_page(page)
    why = "She never took it. Both sides know the reason."
    page = submit_form(browser, page_url("propose-lifting-conflict", row), reason=why)
    assert "Sent for approval" in page_text(page) and why in page_text(page)
    [lifting] = ConflictLifting.objects.unscoped("test").filter(conflict=row)
    assert page_url("propose-lifting-conflict", row) not in links_on_page(page)
    assert page_url("approve-conflict-lifting", lifting) not in links_on_page(page)
    other = client_for(builder.cast.inspector)
    shown = other.get(page_url("see-conflicts", builder.case))
    assert page_url("approve-conflict-lifting", lifting) in links_on_page(shown)
    page = submit_form(other, page_url("approve-conflict-lifting", lifting))
    assert "Conflict of interest lifted" in page_text(page) and why in page_text(page)
    assert page_url("propose-lifting-conflict", row) not in links_on_page(page)
    entry = AuditEntry.objects.filter(verb="approve_conflict_lifting").latest("pk")
    assert (entry.user, entry.case_id) == (builder.cast.inspector, builder.case.pk)


def test_a_missing_answer_is_asked_for_and_no_typed_text_is_lost(builder):
    address = page_url("record-conflict", builder.case)
    page = client_for(builder.cast.supervisor).post(
        address, {"reason": "A cousin. Both sides know the reason."}
    )
    for asked in ("Select a person", "Select what they are to this case"):
        assert asked in page_text(page)
    assert "A cousin. Both sides know the reason." in page.text and "<title>Error: " in page.text


def test_a_person_who_only_reads_may_declare_and_sees_no_other_conflict(builder):
    add_conflict(builder.cast.inspector, builder.case, at=builder.at)
    page = client_for(builder.cast.officer).get(page_url("see-conflicts", builder.case))
    assert page_url("declare-conflict", builder.case) in links_on_page(page)
    assert page_url("record-conflict", builder.case) not in links_on_page(page)
    assert "Ines" not in page.text and page.context["conflicts"] == []


def test_the_other_side_s_managers_are_shown_the_page_of_a_case_without_any(builder):
    browser = client_for(builder.cast.manager)
    before = page_text(browser.get(page_url("see-conflicts", builder.case)))
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    assert page_text(browser.get(page_url("see-conflicts", builder.case))) == before


def test_two_clicks_record_one_and_two_people_at_once_read_a_sentence(builder):
    browser, address = (
        client_for(builder.cast.supervisor),
        page_url("record-conflict", builder.case),
    )
    key = browser.get(address).context["form"]["form_key"].value()
    typed = {**WHY, "person": builder.cast.officer.pk}
    for _ in range(2):
        assert browser.post(address, {**typed, "form_key": key}).status_code == 302
    assert len(conflict_rows(builder)) == 1


def test_the_list_takes_as_many_questions_for_many_as_for_one(builder):
    browser, address = client_for(builder.cast.supervisor), page_url("see-conflicts", builder.case)
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    for _ in range(5):
        made = add_conflict(person(builder.cast.police), builder.case, at=builder.at)
        about = {"conflict": made, "reason": "Somebody of that name."}
        builder.do(conflict_liftings.propose_lifting_conflict, "inspector", **about)
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 12
