"""Linked cases and possible matches."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about
from tests.support.browser.scenes.linked_cases import REFERENCE


def open_another(page):
    """Open a case with a crime reference that another case has."""
    page.fill("#id_urn", "52ZZ0000126")
    page.fill("#id_crime_reference", REFERENCE)
    send(page)


PAGES = [
    Page("links", "officer", about("see-links", "linked")),
    Page("link-case-blank", "officer", about("link-case", "linked"), send),
    Page("dismiss-match-blank", "officer", about("dismiss-match", "linked"), send),
    Page("unlink-case-blank", "officer", about("unlink-case", "linked"), send),
    Page("crime-reference", "officer", about("record-crime-reference", "linked")),
    Page("case-linked", "officer", about("see-case", "linked")),
    Page("open-case-alike", "officer", reverse("open-case"), open_another),
]
