"""Message threads between the two sides."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url
from tests.support.browser.scenes.everything import LONG


def thread_url(name):
    """The URL of a page about the scene's message thread."""
    return lambda scene: reverse(name, args=[scene.thread.pk])


def type_too_long_text(page):
    """A message over the maximum length."""
    page.fill("#id_text", LONG * 9)
    send_page(page)


PAGES = [
    SitePage("threads", "prosecutor", worklist_case_url("see-threads", "answered")),
    SitePage("threads-none", "officer", worklist_case_url("see-threads", "opened")),
    SitePage("thread", "manager", thread_url("see-thread")),
    SitePage(
        "thread-open-blank", "officer", worklist_case_url("open-thread", "answered"), send_page
    ),
    SitePage("message-write-too-long", "officer", thread_url("write-message"), type_too_long_text),
]
