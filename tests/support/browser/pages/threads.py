"""Message threads between the two sides."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.worklists import of_case
from tests.support.browser.scenes.everything import LONG


def of_thread(name):
    return lambda scene: reverse(name, args=[scene.thread.pk])


def too_long(page):
    """A message over the maximum length."""
    page.fill("#id_text", LONG * 9)
    send(page)


PAGES = [
    Page("threads", "prosecutor", of_case("see-threads", "answered")),
    Page("threads-none", "officer", of_case("see-threads", "opened")),
    Page("thread", "manager", of_thread("see-thread")),
    Page("thread-open-blank", "officer", of_case("open-thread", "answered"), send),
    Page("message-write-too-long", "officer", of_thread("write-message"), too_long),
]
