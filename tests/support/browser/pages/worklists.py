"""Worklists, the page of a case, its history, and notices."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.scenes.everything import LONG

LAST, LONG_AGO = "9999-01-02T00:00:00%2B00:00", "2020-01-01T00:00:00%2B00:00"


def listed(name):
    return reverse("see-worklist", args=[name])


def of_case(name, road):
    """The URL of a page about a case of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene, road).case.pk])


def mark_read(page):
    """Open the notices, which marks them as read; on a later visit they are read already."""
    if page.locator("main form button").count():
        page.click("main form button")


def find(urn):
    def typed(page):
        page.fill("#id_urn", urn)
        page.click("form[action$='/find/'] button")

    return typed


WORKLISTS = [
    Page("worklist-officer", "officer", "/"),
    Page("worklist-unit", "supervisor", listed("unit")),
    Page("worklist-sign-off", "supervisor", "/"),
    Page("worklist-check", "assistant", "/"),
    Page("worklist-allocate", "manager", "/"),
    Page("worklist-prosecutor", "prosecutor", "/"),
    Page("worklist-waiting", "officer", listed("waiting")),
    Page("worklist-overdue-none", "other_prosecutor", listed("overdue")),
    Page("worklist-past-the-end", "officer", listed("unit") + f"?after={LAST}~{'0' * 32}"),
    Page("find-case", "officer", reverse("find-case")),
    Page("find-case-blank", "officer", reverse("find-case"), send),
    Page("find-case-unknown", "officer", "/", find("52ZZ0000126"), shows="find-case"),
    Page("find-case-long", "officer", reverse("find-case"), find(LONG[:60])),
]  # fmt: skip
CASES = [
    Page(f"case-{road}-{who}", who, of_case("see-case", road))
    for who, roads in {
        "officer": ["empty", "opened", "written", "sent_back", "submitted", "returned", "planned"],
        "supervisor": ["written"],
        "assistant": ["submitted"],
        "manager": ["accepted", "allocated"],
        "prosecutor": ["allocated", "planned"],
    }.items()
    for road in roads
]


def long_ago(scene):
    """The URL of the last page of a case's history."""
    return of_case("see-case-history", "planned")(scene) + f"?before={LONG_AGO}"


HISTORY = [
    Page("history", "officer", of_case("see-case-history", "planned")),
    Page("history-older", "prosecutor", long_ago),
]  # fmt: skip
NOTICES = [
    Page("notices", "officer", reverse("see-notices")),
    Page("notices-read", "prosecutor", reverse("see-notices"), mark_read),
    Page("notices-none", "other_prosecutor", reverse("see-notices")),
]  # fmt: skip
PAGES = WORKLISTS + CASES + HISTORY + NOTICES
