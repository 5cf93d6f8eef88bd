"""A prosecutor reads the file beside a review, without script, and loses nothing that was typed."""

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder
from tests.support.browser.page_check import DESK, take_screenshot
from tests.support.browser.scenes import everything
from tests.support.cases.drawings import pdf_of_texts
from tests.support.cases.sample_files import add_document

LEAVES = [f"Interview, leaf {n}. She said that she was going home." for n in range(1, 6)]
TYPED = "She stood up to leave."


def scene_of_review():
    """People, and a case whose prosecutor has a PDF, a text and a document of another kind."""
    scene = everything.build_people()
    scene.builder = CaseBuilder(scene, at=scene.begun_at).allocate()
    scene.document = add_document(scene.builder, "R1 Her interview.pdf", pdf_of_texts(*LEAVES))
    add_document(scene.builder, "D17 Messages.txt", b"09:12 Are you all right? <b>Call me</b>")
    return scene


SCENE = scene_of_review


@pytest.mark.parametrize("width", [DESK, 390])
def test_a_document_opens_beside_the_form_and_what_was_typed_stays(window, site, scene, width):
    page = window("prosecutor", width=width, script=False)
    page.goto(site + reverse("record-review", args=[scene.builder.case.pk]))
    page.locator("main textarea").first.fill(TYPED)
    frame = open_in_frame(page, "R1 Her interview.pdf")
    first = frame.get_by_role("img", name="Page 1")
    assert first.evaluate("image => [image.complete, image.naturalWidth]") == [True, 1240]
    frame.get_by_role("link", name="Later pages").first.click()  # the session goes with it
    frame.get_by_text("Pages 3 and 4 of 5").first.wait_for()
    frame.get_by_text("Text of page 3").click()
    assert LEAVES[2] in frame.get_by_role("main").inner_text()
    take_screenshot(page, f"read-beside-pdf-{width}")
    frame = open_in_frame(page, "D17 Messages.txt")
    assert "<b>Call me</b>" in frame.get_by_role("main").inner_text()
    take_screenshot(page, f"read-beside-text-{width}")
    assert page.locator("main textarea").first.input_value() == TYPED
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def open_in_frame(page, title):
    """Open a document of the list; returns the frame that shows it."""
    link = page.get_by_role("link", name=title, exact=True)
    if not link.is_visible():
        page.get_by_text("documents: read them here").click()
    link.click()
    frame = page.frame_locator("iframe[name=reader]")
    frame.get_by_role("heading", level=1, name=title).wait_for()
    return frame


@pytest.mark.parametrize("width", [DESK, 390])
def test_the_page_of_a_document_is_without_fault(window, site, scene, check_page, width):
    """As a copy without its policy: the check is a script, and the page runs none."""
    page = window("prosecutor", width=width)
    address = site + reverse("read-document", args=[scene.document.pk])
    page.route(address, answer_without_policy)
    page.goto(address)
    check_page(page)


def answer_without_policy(route):
    """Answer as the site does, without the policy of the page."""
    answer = route.fetch()
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name.lower() != "content-security-policy"
    }
    route.fulfill(response=answer, headers=headers)
