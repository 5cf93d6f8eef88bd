"""Private notes of one side."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.worklists import of_case
from tests.support.browser.scenes.everything import LONG


def too_long(page):
    """A note over the maximum length, about an action item."""
    page.fill("#id_text", LONG * 9)
    send(page)


PAGES = [
    Page("notes", "officer", of_case("see-notes", "answered")),
    Page("notes-none", "prosecutor", of_case("see-notes", "answered")),
    Page("note-write", "prosecutor", of_case("write-note", "answered")),
    Page("note-write-blank", "officer", of_case("write-note", "empty"), send),
    Page("note-write-too-long", "officer", of_case("write-note", "answered"), too_long),
    Page("note-correct", "officer", lambda scene: reverse("correct-note", args=[scene.note.pk])),
]
