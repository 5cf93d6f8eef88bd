"""A restricted case: who reads it, and the forms that change it."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url


def restriction_url(name):
    """The URL of a form about the restriction of the scene."""
    return lambda scene: reverse(name, args=[scene.closed_off.restriction.pk])


def change_url(name, which="change"):
    """The URL of a page that settles a change of the restriction."""
    return lambda scene: reverse(name, args=[getattr(scene.closed_off, which).pk])


def glass_url(name, state):
    """The URL of a page about a break-glass of the restricted case."""
    return lambda scene: reverse(name, args=[scene.closed_off.glass[state].pk])


PAGES = [
    SitePage("restriction", "supervisor", worklist_case_url("see-restriction", "closed_off")),
    SitePage("restriction-cps", "manager", worklist_case_url("see-restriction", "closed_off")),
    SitePage("restriction-none", "officer", worklist_case_url("see-restriction", "apart")),
    SitePage("restrict", "supervisor", worklist_case_url("restrict-case", "apart")),
    SitePage(
        "restrict-blank", "supervisor", worklist_case_url("restrict-case", "apart"), send_page
    ),
    SitePage(
        "restriction-allow-blank", "supervisor", restriction_url("propose-allowing"), send_page
    ),
    SitePage("restriction-end-blank", "supervisor", restriction_url("end-allowance"), send_page),
    SitePage("restriction-lift-blank", "supervisor", restriction_url("propose-lifting"), send_page),
    SitePage("restriction-approve", "supervisor", change_url("approve-restriction-change")),
    SitePage(
        "restriction-refuse-blank",
        "supervisor",
        change_url("refuse-restriction-change"),
        send_page,
    ),
    SitePage(
        "restriction-withdraw",
        "supervisor",
        change_url("withdraw-restriction-change", "own_change"),
    ),
    SitePage("ask-to-be-let-in", "officer", "/cases/ask/"),
    SitePage("ask-to-be-let-in-blank", "officer", "/cases/ask/", send_page),
    SitePage(
        "decline-access-request",
        "supervisor",
        lambda scene: reverse("decline-access-request", args=[scene.closed_off.asked.pk]),
    ),
    SitePage("break-glass", "officer", "/break-glass/"),
    SitePage("break-glass-blank", "officer", "/break-glass/", send_page),
    SitePage("break-glass-banner", "night_open", worklist_case_url("see-case", "closed_off")),
    SitePage("break-glass-open", "supervisor", glass_url("see-break-glass", "open")),
    SitePage("break-glass-reviewed", "supervisor", glass_url("see-break-glass", "reviewed")),
    SitePage("break-glass-end", "night_open", glass_url("end-break-glass", "open")),
    SitePage(
        "break-glass-review-blank", "supervisor", glass_url("review-break-glass", "over"), send_page
    ),
]
