"""The steps of a victim information request."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import last_review_of, row_url


def victim_request_url(name, row):
    """The URL of a page about an intrusive action of the scene."""
    return lambda scene: reverse(name, args=[scene.reaching[row].pk])


def register_url(row):
    """The URL of the register of the case of a request of the scene."""
    return lambda scene: reverse("see-victim-register", args=[scene.reaching[row].case_id])


def answer_intrusive(page):
    """Say that an action reaches into the victim's life, and send the form."""
    page.locator("input[name=items-0-reach][value=yes]").check()
    send_page(page)


def deny_notice(page):
    """Rely on an exception without saying which."""
    page.locator("input[name=told][value=no]").check()
    send_page(page)


def delay_notice(page):
    """Say that the notice comes later, without saying why."""
    page.locator("input[name=told][value=late]").check()
    send_page(page)


def notify_another(page):
    """Say that another person was told and a part left out, and nothing else."""
    page.locator("input[name=told][value=yes]").check()
    page.locator("input[name=told_whom][value=another]").check()
    page.locator("input[name=is_whole][value=no]").check()
    send_page(page)


def deny_intrusive(page):
    """Say no of an action that sounds as if it reached into the victim's life."""
    page.fill("#id_items-0-text", "Obtain her therapy notes from the school.")
    page.locator("input[name=items-0-reach][value=no]").check()
    send_page(page)


PAGES = [
    SitePage(
        "plan-sounds-reaching",
        "prosecutor",
        row_url("set-action-plan", "reviewed", last_review_of),
        deny_intrusive,
    ),
    SitePage(
        "reclassify-blank",
        "officer",
        victim_request_url("reclassify-item", "plain item"),
        send_page,
    ),
    SitePage(
        "justify-blank", "prosecutor", victim_request_url("justify-item", "found item"), send_page
    ),
    SitePage("item-reclassified", "officer", victim_request_url("see-item", "found item")),
    SitePage(
        "record-notice-late",
        "officer",
        victim_request_url("record-notice", "holder"),
        delay_notice,
    ),
    SitePage(
        "record-notice-another",
        "officer",
        victim_request_url("record-notice", "holder"),
        notify_another,
    ),
    SitePage(
        "record-reply-blank", "officer", victim_request_url("record-reply", "asked"), send_page
    ),
    SitePage(
        "mark-given-back-blank",
        "officer",
        victim_request_url("mark-given-back", "answered"),
        send_page,
    ),
    SitePage(
        "begin-victim-request-blank",
        "officer",
        lambda scene: reverse("begin-victim-request", args=[scene.reaching["own"].victim_id]),
        send_page,
    ),
    SitePage(
        "drop-victim-request-blank",
        "officer",
        victim_request_url("drop-victim-request", "own"),
        send_page,
    ),
    SitePage("own-request", "officer", victim_request_url("see-victim-request", "own")),
    SitePage("own-dropped", "officer", victim_request_url("see-victim-request", "dropped")),
    SitePage("asked-of-own", "officer", register_url("own")),
    SitePage("asked-about-nothing", "prosecutor", row_url("see-victim-register", "reviewed")),
    SitePage("asked-about", "officer", register_url("asked")),
    SitePage(
        "record-authority-holder",
        "officer",
        victim_request_url("record-authority", "holder"),
        send_page,
    ),
    SitePage(
        "plan-reaches",
        "prosecutor",
        row_url("set-action-plan", "reviewed", last_review_of),
        answer_intrusive,
    ),
    SitePage("victim-request", "officer", victim_request_url("see-victim-request", "new")),
    SitePage(
        "victim-request-done", "prosecutor", victim_request_url("see-victim-request", "withdrawn")
    ),
    SitePage(
        "record-authority-blank",
        "officer",
        victim_request_url("record-authority", "new"),
        send_page,
    ),
    SitePage(
        "record-notice-blank", "officer", victim_request_url("record-notice", "holder"), deny_notice
    ),
    SitePage(
        "record-agreement-blank",
        "officer",
        victim_request_url("record-agreement", "new"),
        send_page,
    ),
    SitePage(
        "record-withdrawal-blank",
        "officer",
        victim_request_url("record-withdrawal", "agreed"),
        send_page,
    ),
    SitePage(
        "mark-requested-blank", "officer", victim_request_url("mark-requested", "agreed"), send_page
    ),
    SitePage(
        "propose-blank",
        "prosecutor",
        row_url("propose-counselling-request", "reviewed", last_review_of),
        send_page,
    ),
    SitePage("proposal", "manager", victim_request_url("see-proposal", "waiting")),
    SitePage(
        "judge-proposal-blank",
        "manager",
        victim_request_url("judge-proposal", "waiting"),
        send_page,
    ),
    SitePage(
        "set-proposed-blank",
        "prosecutor",
        victim_request_url("set-proposed-action", "approved"),
        send_page,
    ),
]
