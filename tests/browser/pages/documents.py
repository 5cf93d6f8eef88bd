"""Adding documents, and what stands between a reader and a file."""

from django.urls import reverse

from tests.browser.pages.referrals import of_case
from tests.browser.visits import Page, send


def choose_what_is_not_kept(page):
    """A program that says it is a statement."""
    program = {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03"}
    page.set_input_files("input[type=file]", [program])
    send(page)


PAGES = [
    Page("add-document", "officer", of_case("add-document", "opened")),
    Page("add-document-sent", "prosecutor", of_case("add-document", "allocated")),
    Page("add-document-blank", "officer", of_case("add-document", "opened"), send),
    Page(
        "add-document-unfit",
        "officer",
        of_case("add-document", "opened"),
        choose_what_is_not_kept,
    ),
    Page(
        "see-document",
        "officer",
        lambda scene: reverse("see-document", args=[scene.document.pk]),
    ),
]
