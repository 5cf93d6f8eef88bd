"""Conflicts of interest: the page for managers and for others, and its three forms."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.worklists import of_case
from tests.support.browser.scenes.everything import LONG


def too_long(page):
    """Choose nobody, and give a reason over the maximum length."""
    page.fill("#id_reason", LONG * 2)
    send(page)


def of_service(name):
    return lambda scene: reverse(name, args=[scene.support["asked"].pk])


PAGES = [
    Page("conflicts", "supervisor", of_case("see-conflicts", "apart")),
    Page("conflicts-declare-only", "officer", of_case("see-conflicts", "apart")),
    Page("conflict-declare", "officer", of_case("declare-conflict", "apart")),
    Page("conflict-record-wrong", "supervisor", of_case("record-conflict", "apart"), too_long),
    Page(
        "conflict-lift-blank", "supervisor",
        lambda scene: reverse("lift-conflict", args=[scene.apart.conflict.pk]), send,
    ),
    Page("service-conflicts", "service_manager", of_service("see-service-conflicts")),
    Page("service-conflict-declare", "service_manager", of_service("declare-service-conflict")),
    Page(
        "service-conflict-record-blank", "service_manager",
        of_service("record-service-conflict"), send,
    ),
    Page("service-conflict-lift", "service_manager", of_service("lift-service-conflict"), send),
    Page(
        "victim-conflict-declare-blank", "contact",
        lambda scene: reverse(
            "declare-victim-conflict", args=[scene.support["road"].victim.pk]
        ), send,
    ),
]  # fmt: skip
