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
]
