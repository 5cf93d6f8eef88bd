"""Conflicts of interest: the page for managers and for others, and its three forms."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url
from tests.support.browser.scenes.everything import LONG


def type_too_long_text(page):
    """Choose nobody, and give a reason over the maximum length."""
    page.fill("#id_reason", LONG * 2)
    send_page(page)


def service_url(name):
    """The URL of a page about the support that was requested."""
    return lambda scene: reverse(name, args=[scene.support["asked"].pk])


def lifting_url(name):
    """The URL of a page that settles a lifting of the scene's conflict."""
    return lambda scene: reverse(name, args=[scene.apart.lifting.pk])


PAGES = [
    SitePage("conflicts", "supervisor", worklist_case_url("see-conflicts", "apart")),
    SitePage("conflicts-declare-only", "officer", worklist_case_url("see-conflicts", "apart")),
    SitePage("conflict-declare", "officer", worklist_case_url("declare-conflict", "apart")),
    SitePage("conflict-declare-linked", "officer", worklist_case_url("declare-conflict", "linked")),
    SitePage(
        "conflict-record-linked", "supervisor", worklist_case_url("record-conflict", "linked")
    ),
    SitePage("conflicts-linked", "supervisor", worklist_case_url("see-conflicts", "linked")),
    SitePage("conflict-unseen", "auditor", lambda _scene: reverse("declare-unseen-conflict")),
    SitePage(
        "conflict-unseen-blank",
        "administrator",
        lambda _scene: reverse("declare-unseen-conflict"),
        send_page,
    ),
    SitePage(
        "conflict-record-wrong",
        "supervisor",
        worklist_case_url("record-conflict", "apart"),
        type_too_long_text,
    ),
    SitePage(
        "conflict-lift-blank",
        "supervisor",
        lambda scene: reverse("propose-lifting-conflict", args=[scene.apart.conflict.pk]),
        send_page,
    ),
    SitePage("conflict-lift-approve", "supervisor", lifting_url("approve-conflict-lifting")),
    SitePage(
        "conflict-lift-refuse", "supervisor", lifting_url("refuse-conflict-lifting"), send_page
    ),
    SitePage("conflict-lift-withdraw", "inspector", lifting_url("withdraw-conflict-lifting")),
    SitePage("service-conflicts", "service_manager", service_url("see-service-conflicts")),
    SitePage(
        "service-conflict-declare", "service_manager", service_url("declare-service-conflict")
    ),
    SitePage(
        "service-conflict-record-blank",
        "service_manager",
        service_url("record-service-conflict"),
        send_page,
    ),
    SitePage(
        "service-conflict-lift",
        "service_manager",
        service_url("propose-lifting-service-conflict"),
        send_page,
    ),
    SitePage(
        "service-conflict-settle-blank",
        "service_manager",
        service_url("settle-service-lifting"),
        send_page,
    ),
    SitePage(
        "victim-conflict-declare-blank",
        "contact",
        lambda scene: reverse("declare-victim-conflict", args=[scene.support["builder"].victim.pk]),
        send_page,
    ),
]
