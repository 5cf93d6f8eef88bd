"""A person who loses all cookies while writing finds their draft after signing in again."""

from django.urls import reverse
from playwright.sync_api import expect

from devtools.case_builder import PASSWORD
from tests.support.browser.page_check import DESK, click_and_wait, send_page
from tests.support.browser.scenes import everything

SCENE = everything.build_first_cases


def test_a_saved_draft_is_there_after_both_cookies_are_gone(
    window, site, scene, check_page, settings
):
    settings.DEMO_SIGN_IN_DOMAIN = scene.officer.email.partition("@")[2]  # they have no app
    page = window("officer", width=DESK)
    page.goto(site + reverse("write-referral", args=[scene.opened.case.pk]))
    page.wait_for_selector("html[data-ready]", state="attached")
    page.fill("#id_summary", "Typed before every cookie went.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved")
    page.context.clear_cookies()
    send_page(page)
    expect(page.locator("main")).to_contain_text("What was saved while you typed is kept")
    check_page(page)
    click_and_wait(page.get_by_role("link", name="Open the form again"))
    page.fill("#id_login", scene.officer.email)
    page.fill("#id_password", PASSWORD)
    send_page(page)
    expect(page.locator("#id_summary")).to_have_value("Typed before every cookie went.")
