"""Writing and signing off a referral in a real browser: drafts and buttons."""

import re

import pytest
from django.db import DatabaseError
from django.urls import reverse
from playwright.sync_api import expect

from people.models import AuditEntry, Draft
from tests.support.browser.page_check import send_page, take_screenshot
from tests.support.browser.scenes import everything

SCENE = everything.build_first_cases


def open_referral_form(window, site, scene, **how):
    page = window("officer", **how)
    page.goto(site + reverse("write-referral", args=[scene.opened.case.pk]))
    return page


def test_typed_text_is_saved_without_a_button_and_found_again(window, site, scene):
    page = open_referral_form(window, site, scene)
    expect(page.locator("[data-draft-status]")).to_have_text("")
    page.fill("#id_summary", "Half a sent")
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile("^Draft saved at "))
    kept_at = page.locator("form[data-draft]").get_attribute("data-draft")
    with page.expect_response(lambda answer: answer.url == site + kept_at):
        page.check("input[name=urgency][value=GREEN]")

    again = open_referral_form(window, site, scene)
    expect(again.locator("#id_summary")).to_have_value("Half a sent")
    expect(again.locator("input[name=urgency][value=GREEN]")).to_be_checked()


def test_without_script_the_button_keeps_a_draft(window, site, scene):
    page = open_referral_form(window, site, scene, script=False)
    page.fill("#id_delay", "Waiting for the phone.")
    page.get_by_role("button", name="Save draft", exact=True).click()
    expect(page.locator(".moj-alert")).to_contain_text("Draft saved at")
    expect(page.locator("#id_delay")).to_have_value("Waiting for the phone.")


def test_the_second_button_sends_it_back_with_the_comments_of_the_first_one_s_form(
    window, site, scene
):
    page = window("supervisor", script=False)
    page.goto(site + reverse("sign-referral-off", args=[scene.written.referral.pk]))
    page.fill("#id_supervisor_comments", "Add the second interview.")
    page.get_by_role("button", name="Send back to the officer").click()
    expect(page.locator("main")).to_contain_text("Sent back by the supervisor")
    expect(page.locator("main")).to_contain_text("Add the second interview.")


def test_a_detail_is_asked_only_under_a_reason_that_is_ticked(window, site, scene):
    page = window("assistant")
    page.goto(site + reverse("return-referral", args=[scene.submitted.referral.pk]))
    expect(page.locator("#id_detail_no_mg3")).not_to_be_visible()
    page.check("input[value=no_mg3]")
    page.fill("#id_detail_no_mg3", "Page 2 is not there")
    send_page(page)
    expect(page.locator("#id_detail_no_mg3")).to_have_value("Page 2 is not there")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the date for a reply")


def test_an_offence_is_found_by_its_words_or_its_code(window, site, scene):
    page = window("officer")
    page.goto(site + reverse("add-allegation", args=[scene.opened.case.pk]))
    for typed in ("attempt rape girl 14", "sx03001a"):
        page.fill("input#id_offence", typed)
        first = page.locator("#id_offence__listbox li").first
        expect(first).to_contain_text("Attempt to rape a girl aged 13 / 14 / 15")
    page.locator("#id_offence__listbox li").first.click()
    expect(page.locator("select#id_offence-select")).to_have_value("SX03001A")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sx03001", "(SX03001), from 1 May 2004"),
        ("s.1 2003", "(SX0300"),
        ("section 14 SOA 1956", "(SX5602"),
        ("15A", "(SX03224)"),
        ("rape", "- SOA 2003 (SX0"),
    ],
)
def test_an_offence_is_found_by_section_and_act_before_words_and_attempts_come_last(
    window, site, scene, typed, code
):
    page = window("officer")
    page.goto(site + reverse("add-allegation", args=[scene.opened.case.pk]))
    page.fill("input#id_offence", typed)
    expect(page.locator("#id_offence__listbox li").first).to_contain_text(code)
    expect(page.locator("#id_offence__listbox li").first).not_to_contain_text("ttempt")


def test_an_offence_that_does_not_apply_on_the_dates_typed_is_offered_and_says_so(
    window, site, scene
):
    page = window("officer")
    page.goto(site + reverse("add-allegation", args=[scene.opened.case.pk]))
    for part, value in (("day", "3"), ("month", "3"), ("year", "1998")):
        page.fill(f"#id_from_on-{part}", value)
    page.fill("input#id_offence", "sx03001")
    first = page.locator("#id_offence__listbox li").first
    expect(first).to_contain_text("from 1 May 2004 – not for the dates you have typed")
    page.fill("input#id_offence", "rape")
    expect(page.locator("#id_offence__listbox li").first).to_contain_text("(SX56001)")


def test_a_change_that_cannot_be_logged_is_not_done_and_its_text_is_found_again(
    window, site, scene, check_page, monkeypatch
):
    page = open_referral_form(window, site, scene)
    page.fill("#id_summary", "Typed before the log failed.")
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile("^Draft saved at "))
    with monkeypatch.context() as patch:
        patch.setattr(AuditEntry, "save", raise_database_error)
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as told:
            send_page(page)
        assert told.value.status == 503
        expect(page.locator("h1")).to_have_text("Sorry, we cannot show this now")
        check_page(page)
        take_screenshot(page, "unrecorded")

    expect(open_referral_form(window, site, scene).locator("#id_summary")).to_have_value(
        "Typed before the log failed."
    )


def raise_database_error(*_args, **_facts):
    raise DatabaseError


def test_sending_ends_the_draft(window, site, scene):
    page = open_referral_form(window, site, scene)
    for suspect in scene.opened.suspects:
        page.check(f"input[value='{suspect.pk}']")
    page.check("input[value=GREEN]")
    page.check("input[value=FULL]")
    page.fill("#id_summary", "What is alleged.")
    page.fill("#id_lines_done", "Interviews.")
    page.fill("#id_no_advice_because", "He was seen on the first day.")
    send_page(page)
    expect(page.locator("h1")).to_have_text("Referral, not sent yet")
    assert not Draft.objects.filter(user=scene.officer).exists()
