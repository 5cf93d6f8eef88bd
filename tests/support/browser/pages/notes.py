"""Private notes of one side."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url
from tests.support.browser.scenes.everything import LONG


def type_too_long_text(page):
    """A note over the maximum length, about an action item."""
    page.fill("#id_text", LONG * 9)
    send_page(page)


PAGES = [
    SitePage("notes", "officer", worklist_case_url("see-notes", "answered")),
    SitePage("notes-none", "prosecutor", worklist_case_url("see-notes", "answered")),
    SitePage("note-write", "prosecutor", worklist_case_url("write-note", "answered")),
    SitePage("note-write-blank", "officer", worklist_case_url("write-note", "empty"), send_page),
    SitePage(
        "note-write-too-long",
        "officer",
        worklist_case_url("write-note", "answered"),
        type_too_long_text,
    ),
    SitePage(
        "note-correct", "officer", lambda scene: reverse("correct-note", args=[scene.note.pk])
    ),
]
