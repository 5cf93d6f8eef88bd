"""Adding documents, and the page of a document."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, click_and_wait, main_button, send_page
from tests.support.browser.pages.referrals import case_url


def choose_nothing(page):
    """Clear the kind of document, and send."""
    page.select_option("#id_mg_form", "")
    send_page(page)


def open_reader_list(page):
    """Who opened the document; by now the officer is among them."""
    click_and_wait(page.get_by_role("link", name="Who can see this document, and who opened it"))


def document_url(name, which="document"):
    """The URL of a page about a document of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene, which).pk])


def tick_police_only(page):
    """Leave the question under the ticked box empty."""
    page.check("#id_only_police")
    send_page(page)


def send_valid_and_invalid_file(page):
    """
    Add one file that is accepted and one that is not; with script, the page shows both results.
    """
    program = {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03"}
    note = {"name": "Gwasanaeth-" * 12 + "n.txt", "mimeType": "text/plain", "buffer": b"A note."}
    page.select_option("#id_batch-0-mg_form", "MG11")
    page.set_input_files("input[name=batch-0-documents]", [note, program])
    main_button(page).click()
    page.get_by_text("does not hold what its name says").first.wait_for()


PAGES = [
    SitePage("see-uploads", "officer", case_url("see-uploads", "opened")),
    SitePage("see-uploads-none", "prosecutor", case_url("see-uploads", "allocated")),
    SitePage("see-documents", "officer", case_url("see-documents", "opened")),
    SitePage("held-material", "prosecutor", case_url("see-held-material", "allocated")),
    SitePage("held-material-none", "officer", case_url("see-held-material", "opened")),
    SitePage("add-held-material", "officer", case_url("add-held-material", "opened")),
    SitePage("add-held-blank", "officer", case_url("add-held-material", "opened"), send_page),
    SitePage("correct-held", "officer", document_url("correct-held-material", "held")),
    SitePage("record-watching", "prosecutor", document_url("record-watching", "held")),
    SitePage("see-documents-none", "prosecutor", case_url("see-documents", "allocated")),
    SitePage("classify-document", "officer", document_url("classify-document")),
    SitePage(
        "classify-document-blank", "officer", document_url("classify-document"), choose_nothing
    ),
    SitePage("add-document", "officer", case_url("add-document", "opened")),
    SitePage("add-document-cps", "prosecutor", case_url("add-document", "allocated")),
    SitePage("add-document-blank", "officer", case_url("add-document", "opened"), send_page),
    SitePage(
        "add-document-sent",
        "officer",
        case_url("add-document", "opened"),
        send_valid_and_invalid_file,
    ),
    SitePage("add-document-kept", "officer", case_url("add-document", "opened"), tick_police_only),
    SitePage("see-document-kept", "officer", document_url("see-document", "kept")),
    SitePage(
        "keep-document-to-police",
        "officer",
        document_url("keep-document-to-police", "document"),
        send_page,
    ),
    SitePage("keep-document-known", "officer", document_url("keep-document-to-police", "known")),
    SitePage("reveal-document", "officer", document_url("reveal-document", "kept"), send_page),
    SitePage("see-document", "officer", document_url("see-document")),
    SitePage("see-document-replaced", "officer", document_url("see-document", "earlier")),
    SitePage("replace-document", "officer", document_url("replace-document")),
    SitePage("replace-document-blank", "officer", document_url("replace-document"), send_page),
    SitePage(
        "see-document-readers",
        "officer",
        document_url("see-document", "earlier"),
        open_reader_list,
        shows="see-document-readers",
    ),
]
