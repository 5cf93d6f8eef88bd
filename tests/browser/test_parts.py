"""The components of pages, on a page with one of each kind."""

import pytest
from django.urls import clear_url_caches
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.support.browser.page_check import (
    DESK,
    PHONE,
    SitePage,
    axe_faults,
    check_page_of_scene,
    send_page,
    take_screenshot,
)
from tests.support.browser.scenes import everything
from tests.support.pages import form_site as sample

SCENE = everything.build_people


@pytest.fixture(scope="module", autouse=True)
def sample_site():
    """Serve the tests' sample site for this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ROOT_URLCONF", "tests.support.pages.form_site")
        clear_url_caches()
        yield
    clear_url_caches()


def fill_form(page):
    """Fill in the form differently from the sample's other person."""
    page.fill("#id_name", "Mine")
    page.fill("#id_mail", "a@example.org")
    page.check("input[value=accept]")
    for part, value in zip(
        ("day", "month", "year", "hour", "minute"), (1, 12, 2026, 9, 30), strict=True
    ):
        page.fill(f"#id_at-{part}", str(value))
    page.check("input[name=suspects][value='1']")
    choose_offence(page)
    page.check("#id_agreed")


def choose_offence(page):
    if page.locator("input#id_offence").count():
        page.fill("input#id_offence", "list 1")
        page.locator("#id_offence__listbox li").first.click()
    else:
        page.select_option("select[name=offence]", "SX00001")


def choose_vary(page):
    page.check("input[value=vary]")
    send_page(page)


def send_clashing_form(page):
    fill_form(page)
    send_page(page)


LOOKS = [(DESK, True), (PHONE, True), (DESK, False), (PHONE, False)]
PAGES = [
    SitePage("everything", None, "/"),
    SitePage("everything-error", None, "/", choose_vary),
    SitePage("everything-stale", None, "/", send_clashing_form),
    SitePage("parts", "officer", "/parts/"),
    SitePage("refused", "officer", "/refused/", status=403),
    *(
        SitePage(f"error-{status}", None, f"/error/{status}/", status=status)
        for status in sample.ERRORS
    ),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize(
    ("width", "script"), LOOKS, ids=["desk", "phone", "bare desk", "bare phone"]
)
def test_a_part_is_without_fault(browser, site, scene, page, width, script):
    assert check_page_of_scene(browser, site, page, scene, width=width, script=script) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_stale_form_shows_both_versions_and_can_be_sent_again(window, site, script):
    page = window(script=script)
    page.goto(site)
    send_clashing_form(page)
    stale = page.locator(".rasso-stale")
    assert "Their\nwords" in stale.inner_text()
    assert "Mine" in stale.inner_text()
    assert page.input_value("#id_name") == "Mine"
    send_page(page)
    assert "Saved" in page.locator(".moj-alert").inner_text()


def test_a_draft_is_kept_from_the_first_keystroke_on(window, site, check_page):
    sample.SAVED.clear()
    page = window()
    page.goto(site)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("#id_name").press_sequentially("H")
    expect(page.locator("[data-draft-status]")).to_have_text("Draft saved at 10:42")
    assert sample.SAVED[-1]["name"] == "H"
    assert sample.SAVED[-1]["version"] == "7"
    check_page(page)


def test_a_draft_that_cannot_be_kept_says_so_and_loses_nothing(window, site):
    page = window()
    page.goto(site)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.route(
        "**/*", lambda route: route.fulfill(status=302, headers={"location": "/account/sign-in/"})
    )
    page.locator("#id_name").press_sequentially("H")
    expect(page.locator("[data-draft-status]")).to_contain_text("what you typed is still here")
    assert page.input_value("#id_name") == "H"


def test_without_script_a_button_keeps_the_draft(window, site):
    sample.SAVED.clear()
    page = window(script=False)
    page.goto(site)
    page.fill("#id_name", "Half a sentence")
    page.click("button[name=save_draft]")
    assert sample.SAVED[-1]["name"] == "Half a sentence"


def test_typing_finds_an_offence_by_any_of_its_words(window, site):
    page = window()
    page.goto(site)
    page.fill("input#id_offence", "long 17")
    options = page.locator("#id_offence__listbox li")
    assert options.all_inner_texts()[0].startswith("Offence 17 of a long list")
    assert [found for found in axe_faults(page) if "id_offence" in found] == []
    take_screenshot(page, "lookup")
    options.first.click()
    assert page.input_value("select[name=offence]") == "SX00017"


def test_the_marking_is_on_every_printed_sheet(window, site, tmp_path):
    page = window("officer")
    page.goto(f"{site}/parts/")
    page.evaluate("""
        const long = document.createElement('div')
        long.innerText = 'line\\n'.repeat(150)
        document.querySelector('main').append(long)
    """)
    page.pdf(path=tmp_path / "page.pdf")
    sheets = PdfReader(tmp_path / "page.pdf").pages
    assert len(sheets) > 2
    assert all("OFFICIAL-SENSITIVE" in sheet.extract_text() for sheet in sheets)


@pytest.mark.parametrize("width", [390, 640, 1020, 1100, 1200, 1280])
def test_a_wide_page_keeps_a_margin_on_a_window_of_any_width(window, site, width):
    page = window()
    page.goto(site)
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.body.classList.add('rasso-wide')")
    sides = page.eval_on_selector_all(
        ".govuk-width-container",
        "all => all.map(each => each.getBoundingClientRect()).flatMap(b => [b.left, b.right])",
    )
    room = page.evaluate("document.documentElement.clientWidth")
    assert sides and all(15 <= side <= room - 15 for side in sides)
