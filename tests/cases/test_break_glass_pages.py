"""Pages of break-glass, as the person of the night and the leader of the morning use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.case_access.actions import restrictions
from cases.models import BreakGlass, Case, CaseGrant
from devtools.case_builder import CaseBuilder, cast, person
from devtools.signed_in import signed_in_long_ago
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WHY = "A man is at the victim's door. I need the bail conditions."
BANNER = "Opened by break-glass until"


@module_fixture
def builder():
    builder = CaseBuilder(cast(), at=timezone.now() - timedelta(days=3)).submit()
    builder.cast.night = person(builder.cast.police, "inspect_cases", name="Nora Night")
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    builder.do(
        restrictions.restrict_case, "supervisor", case=case,
        reason="The suspect is a relative of an officer here.", people=[],
    )  # fmt: skip
    return builder


def break_glass(builder, browser):
    typed = {"urn": builder.urn.lower(), "kind": "HARM", "reason": WHY, "hours": "1"}
    return submit_form(browser, page_url("break-glass"), **typed)


def test_a_search_in_vain_leads_there_and_the_case_says_until_when(builder):
    browser = client_for(builder.cast.night)
    page = browser.post(page_url("find-case"), {"sought": builder.urn})
    assert page_url("break-glass") in links_on_page(page)
    page = break_glass(builder, browser)
    assert builder.urn in page_text(page) and BANNER in page_text(page)
    [opened] = BreakGlass.objects.unscoped("test").all()
    assert page_url("end-break-glass", opened) in links_on_page(page)
    assert BANNER in page_text(browser.get(page_url("see-case-victims", builder.case)))
    assert BANNER not in page_text(browser.get(page_url("worklist")))
    assert BANNER not in page_text(
        client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    )


def test_it_ends_by_a_click_and_a_second_click_says_no_other(builder):
    browser = client_for(builder.cast.night)
    break_glass(builder, browser)
    [opened] = BreakGlass.objects.unscoped("test").all()
    address = page_url("end-break-glass", opened)
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        answer = browser.post(address, {"form_key": key})
        assert (answer.status_code, answer.url) == (302, "/")
    assert browser.get(page_url("see-case", builder.case)).status_code == 404


def test_a_page_that_was_left_open_is_closed_at_its_hour(builder):
    browser = client_for(builder.cast.night)
    break_glass(builder, browser)
    CaseGrant.objects.filter(permission__codename="broke_glass").update(expires_at=timezone.now())
    assert browser.get(page_url("see-case", builder.case)).status_code == 404


def test_two_clicks_open_it_once(builder):
    browser = client_for(builder.cast.night)
    key = browser.get(page_url("break-glass")).context["form"]["form_key"].value()
    typed = {"urn": builder.urn, "kind": "HARM", "reason": WHY, "hours": "1", "form_key": key}
    for _ in range(2):
        answer = browser.post(page_url("break-glass"), typed)
        assert answer.url == page_url("see-case", builder.case)
    assert BreakGlass.objects.unscoped("test").count() == 1


def test_it_is_confirmed_who_it_is_first(builder):
    browser = client_for(builder.cast.night)
    signed_in_long_ago(browser)
    answer = browser.get(page_url("break-glass"))
    assert answer.status_code == 302 and "/account/confirm/" in answer.url


def test_a_leader_reads_what_was_opened_and_closes_the_review(builder):
    browser = client_for(builder.cast.night)
    break_glass(builder, browser)
    browser.get(page_url("see-case-victims", builder.case))
    browser.get(page_url("declare-conflict", builder.case))
    [opened] = BreakGlass.objects.unscoped("test").all()
    leader = client_for(builder.cast.supervisor)
    page = leader.get(page_url("see-restriction", builder.case))
    assert page_url("see-break-glass", opened) in links_on_page(page)
    page = leader.get(page_url("see-break-glass", opened))
    assert WHY in page_text(page) and "Opened the page: Case victims" in page_text(page)
    assert "Opened the page: Declare conflict" in page_text(page)  # the form alone, not sent
    assert page_url("review-break-glass", opened) not in links_on_page(page)
    submit_form(leader, page_url("end-break-glass", opened))
    answer = {"finding": "LEARN", "text": "The duty list named nobody that night."}
    page = submit_form(leader, page_url("review-break-glass", opened), **answer)
    assert answer["text"] in page_text(page)
    officer = client_for(builder.cast.officer)
    assert officer.get(page_url("see-break-glass", opened)).status_code == 403
