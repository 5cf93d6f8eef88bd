"""Pages of conflicts of interest: anybody declares; managers record, see and lift."""

import pytest

from cases.models import Conflict
from devtools.case_builder import Road, cast, person
from people.models import AuditEntry
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db
WHY = {"kind": "WITNESS", "reason": "I took the first call."}


@standing
def road():
    return Road(cast()).allocate()


def rows(road):
    return list(Conflict.objects.unscoped("test").filter(case=road.case).order_by("declared_at"))


def test_a_declaration_warns_first_and_then_leads_to_the_worklist(road):
    browser, address = as_(road.cast.officer), at("declare-conflict", road.case)
    page = browser.get(address)
    assert "you can no longer see this case" in said(page)
    key = page.context["form"]["form_key"].value()
    for _ in range(2):  # a second click finds no case and redirects to the same page
        page = browser.post(address, {**WHY, "form_key": key})
        assert (page.status_code, page.url) == (302, "/")
    page = browser.get("/")
    assert "Your conflict of interest is recorded" in said(page)
    assert road.urn not in page.text
    assert browser.get(at("see-case", road.case)).status_code == 404
    assert len(rows(road)) == 1


def test_another_person_s_key_leads_nowhere(road):
    browser, address = as_(road.cast.officer), at("declare-conflict", road.case)
    key = browser.get(address).context["form"]["form_key"].value()
    in_conflict(road.cast.officer, road.case, at=road.at)
    assert browser.post(address, {**WHY, "form_key": key}).status_code == 404
    assert browser.post(address, {**WHY, "form_key": "nonsense"}).status_code == 404


def test_a_manager_records_reads_and_lifts_a_conflict(road):
    browser = as_(road.cast.supervisor)
    page = follow(browser, at("record-conflict", road.case), person=road.cast.officer.pk, **WHY)
    for shown in ("Conflict of interest recorded", "Olive Officer", "A witness", WHY["reason"]):
        assert shown in said(page)
    [row] = rows(road)
    assert at("lift-conflict", row) in links(page)
    page = follow(
        browser, at("lift-conflict", row), reason="She never took it. Both sides know the reason."
    )
    assert "Conflict of interest lifted" in said(page)
    assert "She never took it. Both sides know the reason." in said(page)
    assert at("lift-conflict", row) not in links(page)
    entry = AuditEntry.objects.filter(verb="lift_conflict").latest("pk")
    assert (entry.user, entry.case_id) == (road.cast.supervisor, road.case.pk)


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(road):
    address = at("record-conflict", road.case)
    page = as_(road.cast.supervisor).post(
        address, {"reason": "A cousin. Both sides know the reason."}
    )
    for asked in ("Select a person", "Select what they are to this case"):
        assert asked in said(page)
    assert "A cousin. Both sides know the reason." in page.text and "<title>Error: " in page.text


def test_whoever_only_reads_may_declare_and_learns_of_nobody(road):
    in_conflict(road.cast.inspector, road.case, at=road.at)
    page = as_(road.cast.officer).get(at("see-conflicts", road.case))
    assert at("declare-conflict", road.case) in links(page)
    assert at("record-conflict", road.case) not in links(page)
    assert "Ines" not in page.text and page.context["conflicts"] == []


def test_the_other_side_s_managers_are_shown_the_page_of_a_case_without_any(road):
    browser = as_(road.cast.manager)
    before = said(browser.get(at("see-conflicts", road.case)))
    in_conflict(road.cast.officer, road.case, at=road.at)
    assert said(browser.get(at("see-conflicts", road.case))) == before


def test_two_clicks_record_one_and_two_people_at_once_read_a_sentence(road):
    browser, address = as_(road.cast.supervisor), at("record-conflict", road.case)
    key = browser.get(address).context["form"]["form_key"].value()
    typed = {**WHY, "person": road.cast.officer.pk}
    for _ in range(2):
        assert browser.post(address, {**typed, "form_key": key}).status_code == 302
    assert len(rows(road)) == 1


def test_the_list_takes_as_many_questions_for_many_as_for_one(road):
    browser, address = as_(road.cast.supervisor), at("see-conflicts", road.case)
    in_conflict(road.cast.officer, road.case, at=road.at)
    browser.get(address)
    _page, few = questions(browser, address)
    for _ in range(5):
        in_conflict(person(road.cast.police), road.case, at=road.at)
    _page, many = questions(browser, address)
    assert len(many) == len(few) <= 12
