"""The list of what is missing from a referral, while typing and without script."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect

from cases.documents.actions import documents
from tests.support.browser.page_check import PHONE, click_and_wait
from tests.support.browser.scenes import everything

SCENE = everything.build_first_cases
WHY = "The exhibits are at the laboratory until May."


def gate_line(page, code):
    return page.locator(f"[data-gate-line={code}]")


def test_a_warning_comes_and_goes_as_one_types(window, site, scene, check_page):
    page = window("officer")
    page.goto(site + reverse("write-referral", args=[scene.opened.case.pk]))
    status = page.locator("#gate [role=status]")
    expect(status).to_contain_text("7 things to put right")
    expect(gate_line(page, "check_custody_resubmit")).not_to_be_visible()

    exhibits = gate_line(page, "exhibits_missing")
    exhibits.locator("summary").click()
    exhibits.locator("textarea").fill(WHY)
    page.check("input[name=urgency][value=RED]")
    expect(gate_line(page, "check_custody_resubmit")).to_be_visible()
    expect(status).to_contain_text("8 things to put right")
    expect(gate_line(page, "no_mg3")).to_contain_text("What does suspect 1 say?")

    page.fill("#id_account_1", "He says that she agreed.")  # and stay in the field
    expect(gate_line(page, "no_mg3")).not_to_contain_text("What does suspect 1 say?")
    page.check("input[name=urgency][value=GREEN]")
    expect(gate_line(page, "check_custody_resubmit")).not_to_be_visible()
    expect(exhibits.locator("textarea")).to_have_value(WHY)
    expect(exhibits).to_contain_text("characters remaining")
    check_page(page)


def test_a_document_added_in_another_tab_is_seen_on_return(window, site, scene):
    page = window("officer")
    page.goto(site + reverse("write-referral", args=[scene.opened.case.pk]))
    expect(gate_line(page, "no_interview_summary")).to_be_visible()
    summary = SimpleUploadedFile("Interview.txt", b"Said."), "MG15"
    scene.opened.do(documents.add_documents, "officer", case=scene.opened.case, documents=[summary])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(gate_line(page, "no_interview_summary")).not_to_be_visible()


def test_a_request_for_early_advice_is_checked_as_one_types_too(window, site, scene):
    page = window("officer")
    page.goto(site + reverse("request-early-advice", args=[scene.opened.case.pk]))
    expect(page.locator("#gate [role=status]")).to_contain_text("6 things to put right")
    page.fill("#id_issues", "He says that she agreed.")
    expect(gate_line(page, "advice_issues")).not_to_be_visible()
    expect(gate_line(page, "advice_expected")).to_be_visible()
    expect(page.locator("#gate [role=status]")).to_contain_text("5 things to put right")


def test_without_script_a_button_checks_again_where_one_was(window, site, scene, check_page):
    page = window("officer", width=PHONE, script=False)
    page.goto(site + reverse("write-referral", args=[scene.opened.case.pk]))
    page.check("input[name=urgency][value=RED]")
    explanation = page.locator("#id_explain_exhibits_missing")
    if not explanation.is_visible():  # a draft that has one opens it
        gate_line(page, "exhibits_missing").locator("summary").click()
    explanation.fill(WHY)
    click_and_wait(page.get_by_role("button", name="Save draft and check again"))
    assert page.url.endswith("#gate")
    expect(gate_line(page, "check_custody_resubmit")).to_be_visible()
    expect(explanation).to_have_value(WHY)
    check_page(page, script=False)
