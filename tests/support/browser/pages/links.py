"""Linked cases and possible matches."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url
from tests.support.browser.scenes.linked_cases import REFERENCE


def open_matching_case(page):
    """Open a case with a crime reference that another case has."""
    page.fill("#id_urn", "52ZZ0000126")
    page.fill("#id_crime_reference", REFERENCE)
    send_page(page)


PAGES = [
    SitePage("links", "officer", row_url("see-links", "linked")),
    SitePage("link-case-blank", "officer", row_url("link-case", "linked"), send_page),
    SitePage("dismiss-match-blank", "officer", row_url("dismiss-match", "linked"), send_page),
    SitePage("dismiss-matches-blank", "officer", row_url("dismiss-matches", "linked"), send_page),
    SitePage("unlink-case-blank", "officer", row_url("unlink-case", "linked"), send_page),
    SitePage("crime-reference", "officer", row_url("record-crime-reference", "linked")),
    SitePage("case-linked", "officer", row_url("see-case", "linked")),
    SitePage("open-case-alike", "officer", reverse("open-case"), open_matching_case),
]
