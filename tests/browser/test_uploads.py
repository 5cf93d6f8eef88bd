"""
Uploads of several files in a real browser: progress bars, and retries after a broken connection.
"""

import re

from django.urls import reverse

from cases.models import Document
from tests.support.browser.page_check import DESK, click_and_wait, main_button, send_page
from tests.support.browser.scenes import everything
from tests.support.cases.sealed_rows import opened_values

SCENE = everything.build_first_cases


def choose_files(page, *names):
    page.select_option("#id_batch-0-mg_form", "MG11")
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"A note."} for name in names]
    page.set_input_files("input[name=batch-0-documents]", files)


def document_titles(scene):
    rows = Document.objects.unscoped("test").filter(case=scene.empty.case)
    return sorted(opened_values(rows, "title"))


def test_files_are_sent_one_by_one_and_what_the_line_broke_is_sent_again(window, site, scene):
    page = window("officer", width=DESK)
    page.goto(site + reverse("add-document", args=[scene.empty.case.pk]))
    page.wait_for_selector("html[data-ready]", state="attached")
    sent = []

    def line_breaks_at_the_second(route):
        if route.request.method == "POST":
            sent.append(route.request)
            return route.abort("connectionreset") if len(sent) == 2 else route.continue_()
        return route.continue_()

    page.route(re.compile("/documents/add/"), line_breaks_at_the_second)
    choose_files(page, "one.txt", "two.txt", "three.txt")
    page.select_option("#id_batch-0-mg_form", "")
    main_button(page).click()
    page.locator("#id_batch-0-mg_form-error").wait_for()
    assert sent == []
    page.wait_for_timeout(1100)  # a second click within a second counts as a double click
    page.select_option("#id_batch-0-mg_form", "MG11")
    main_button(page).click()
    page.get_by_text("1 of 3 files added").wait_for()
    assert page.get_by_text("“one.txt” was added.").count() == 1
    broken = page.get_by_text("“two.txt”: the connection broke off").inner_text()
    assert "None of this file is saved. Check your connection, then press" in broken
    assert document_titles(scene) == ["one.txt"]
    assert page.get_by_text("three.txt: not sent").count() == 1
    page.wait_for_timeout(1100)
    main_button(page).click()
    page.get_by_text("2 of 2 files added").wait_for()
    assert document_titles(scene) == ["one.txt", "three.txt", "two.txt"]
    click_and_wait(page.get_by_role("link", name="See the documents of this case"))
    assert page.url.endswith("/documents/")


def test_an_empty_file_stops_none_of_the_others(window, site, scene):
    page = window("officer", width=DESK)
    page.goto(site + reverse("add-document", args=[scene.hollow.case.pk]))
    page.wait_for_selector("html[data-ready]", state="attached")
    page.select_option("#id_batch-0-mg_form", "MG11")
    contents = {"one.txt": b"A note.", "hollow.txt": b"", "two.txt": b"Another."}
    files = [{"name": n, "mimeType": "text/plain", "buffer": b} for n, b in contents.items()]
    page.set_input_files("input[name=batch-0-documents]", files)
    main_button(page).click()
    page.get_by_text("2 of 3 files added").wait_for()
    assert page.get_by_text("“hollow.txt” is empty. Check that you selected").count() == 1
    rows = Document.objects.unscoped("test").filter(case=scene.hollow.case)
    assert sorted(opened_values(rows, "title")) == ["one.txt", "two.txt"]


def test_without_script_the_form_sends_them_together(window, site, scene):
    page = window("officer", script=False)
    page.goto(site + reverse("add-document", args=[scene.written.case.pk]))
    choose_files(page, "one.txt", "two.txt")
    send_page(page)
    assert page.url.endswith("/documents/")
    assert page.get_by_text("2 documents added").count() == 1
