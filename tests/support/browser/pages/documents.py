"""Adding documents, and the page of a document."""

from django.urls import reverse

from tests.support.browser.page_check import Page, green, press, send
from tests.support.browser.pages.referrals import of_case


def choose_nothing(page):
    page.select_option("#id_mg_form", "")
    send(page)


def who_opened(page):
    """Who opened the document; by now the officer is among them."""
    press(page.get_by_role("link", name="Who opened this document"))


def of_document(name, which="document"):
    return lambda scene: reverse(name, args=[getattr(scene, which).pk])


def ask_why_they_are_kept(page):
    """Leave the question under the ticked box empty."""
    page.check("#id_only_police")
    send(page)


def send_one_that_is_added_and_one_that_is_not(page):
    """
    Add one file that is accepted and one that is not; with script, the page shows both results.
    """
    program = {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03"}
    note = {"name": "Gwasanaeth-" * 12 + "n.txt", "mimeType": "text/plain", "buffer": b"A note."}
    page.select_option("#id_batch-0-mg_form", "MG11")
    page.set_input_files("input[name=batch-0-documents]", [note, program])
    green(page).click()
    page.get_by_text("does not hold what its name says").first.wait_for()


PAGES = [
    Page("see-uploads", "officer", of_case("see-uploads", "opened")),
    Page("see-uploads-none", "prosecutor", of_case("see-uploads", "allocated")),
    Page("see-documents", "officer", of_case("see-documents", "opened")),
    Page("see-documents-none", "prosecutor", of_case("see-documents", "allocated")),
    Page("classify-document", "officer", of_document("classify-document")),
    Page("classify-document-blank", "officer", of_document("classify-document"), choose_nothing),
    Page("add-document", "officer", of_case("add-document", "opened")),
    Page("add-document-cps", "prosecutor", of_case("add-document", "allocated")),
    Page("add-document-blank", "officer", of_case("add-document", "opened"), send),
    Page(
        "add-document-sent",
        "officer",
        of_case("add-document", "opened"),
        send_one_that_is_added_and_one_that_is_not,
    ),
    Page("add-document-kept", "officer", of_case("add-document", "opened"), ask_why_they_are_kept),
    Page("see-document-kept", "officer", of_document("see-document", "kept")),
    Page(
        "keep-document-to-police",
        "officer",
        of_document("keep-document-to-police", "document"),
        send,
    ),
    Page("keep-document-known", "officer", of_document("keep-document-to-police", "known")),
    Page("reveal-document", "officer", of_document("reveal-document", "kept"), send),
    Page("see-document", "officer", of_document("see-document")),
    Page("see-document-replaced", "officer", of_document("see-document", "earlier")),
    Page("replace-document", "officer", of_document("replace-document")),
    Page("replace-document-blank", "officer", of_document("replace-document"), send),
    Page(
        "see-document-readers",
        "officer",
        of_document("see-document", "earlier"),
        who_opened,
        shows="see-document-readers",
    ),
]
