"""The steps of a victim information request."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about, review


def of(name, row):
    """The URL of a page about an intrusive action of the scene."""
    return lambda scene: reverse(name, args=[scene.reaching[row].pk])


def reach(page):
    """Say that an action reaches into the victim's life, and send the form."""
    page.locator("input[name=items-0-reach][value=yes]").check()
    send(page)


def not_told(page):
    """Rely on an exception without saying which."""
    page.locator("input[name=told][value=no]").check()
    send(page)


PAGES = [
    Page("plan-reaches", "prosecutor", about("set-action-plan", "reviewed", review), reach),
    Page("victim-request", "officer", of("see-victim-request", "new")),
    Page("victim-request-done", "prosecutor", of("see-victim-request", "withdrawn")),
    Page("record-authority-blank", "officer", of("record-authority", "new"), send),
    Page("record-notice-blank", "officer", of("record-notice", "holder"), not_told),
    Page("record-agreement-blank", "officer", of("record-agreement", "new"), send),
    Page("record-withdrawal-blank", "officer", of("record-withdrawal", "agreed"), send),
    Page("mark-requested-blank", "officer", of("mark-requested", "agreed"), send),
    Page("propose-blank", "prosecutor",
         about("propose-counselling-request", "reviewed", review), send),
    Page("proposal", "manager", of("see-proposal", "waiting")),
    Page("judge-proposal-blank", "manager", of("judge-proposal", "waiting"), send),
    Page("set-proposed-blank", "prosecutor", of("set-proposed-action", "approved"), send),
]  # fmt: skip
