"""Worklists, the page of a case, its history, its due dates, and notices."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.scenes.everything import LONG

LAST, LONG_AGO = "9999-01-02T00:00:00%2B00:00", "2020-01-01T00:00:00%2B00:00"


def worklist_url(name):
    """The URL of a worklist."""
    return reverse("see-worklist", args=[name])


def worklist_case_url(name, builder):
    """The URL of a page about a case of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).case.pk])


def mark_notices_read(page):
    """Open the notices, which marks them as read; on a later visit they are read already."""
    if page.locator("main form button").count():
        page.click("main form button")


def type_urn(urn):
    """A step that types a URN into the search of the menu, and sends it."""

    def typed(page):
        page.fill("#id_sought", urn)
        page.click("form[action$='/find/'] button")

    return typed


WORKLISTS = [
    *(
        SitePage(f"waiting-{who}", who, reverse("see-waiting"))
        for who in ("officer", "supervisor", "assistant", "manager", "prosecutor", "inspector")
    ),
    SitePage("waiting-one-kind", "prosecutor", reverse("see-waiting") + "?kind=decide"),
    SitePage("worklist-officer", "officer", "/"),
    SitePage("worklist-unit", "supervisor", worklist_url("unit")),
    SitePage("worklist-sign-off", "supervisor", "/"),
    SitePage("worklist-check", "assistant", "/"),
    SitePage("worklist-allocate", "manager", "/"),
    SitePage("worklist-prosecutor", "prosecutor", "/"),
    SitePage("worklist-waiting", "officer", worklist_url("waiting")),
    SitePage("worklist-hearings", "prosecutor", worklist_url("hearings")),
    SitePage("worklist-hearings-none", "other_prosecutor", worklist_url("hearings")),
    SitePage("worklist-overdue-none", "other_prosecutor", worklist_url("overdue")),
    SitePage(
        "worklist-past-the-end", "officer", worklist_url("unit") + f"?after={LAST}~{'0' * 32}"
    ),
    SitePage("find-case", "officer", reverse("find-case")),
    SitePage("find-case-blank", "officer", reverse("find-case"), send_page),
    SitePage("find-case-unknown", "officer", "/", type_urn("52ZZ0000126"), shows="find-case"),
    SitePage("find-case-by-part", "officer", reverse("find-case"), type_urn("52RS")),
    SitePage("find-case-by-name", "officer", "/", type_urn("Suspects"), shows="find-case"),
    SitePage("find-case-long", "officer", reverse("find-case"), type_urn(LONG[:60])),
]
CASES = [
    SitePage(f"case-{builder}-{who}", who, worklist_case_url("see-case", builder))
    for who, builders in {
        "officer": ["empty", "opened", "written", "sent_back", "submitted", "returned", "planned"],
        "supervisor": ["written"],
        "assistant": ["submitted"],
        "manager": ["accepted", "allocated"],
        "prosecutor": ["allocated", "planned"],
    }.items()
    for builder in builders
]


def last_history_url(scene):
    """The URL of the last page of a case's history."""
    return worklist_case_url("see-case-history", "planned")(scene) + f"?before={LONG_AGO}"


HISTORY = [
    SitePage("history", "officer", worklist_case_url("see-case-history", "planned")),
    SitePage("history-older", "prosecutor", last_history_url),
]  # fmt: skip


def past_day_url(day, month, year):
    """Makes the URL of the case as it was on a day."""
    asked = f"?on-day={day}&on-month={month}&on-year={year}"
    return lambda scene: worklist_case_url("see-case-as-it-was", "planned")(scene) + asked


def open_newest_day(page):
    """Follow the link to the last day on which the case changed."""
    page.click("main .govuk-list a")


AS_IT_WAS = [
    SitePage("as-it-was-asked", "officer", worklist_case_url("see-case-as-it-was", "planned")),
    SitePage(
        "as-it-was",
        "prosecutor",
        worklist_case_url("see-case-as-it-was", "planned"),
        open_newest_day,
    ),
    SitePage("as-it-was-before", "officer", past_day_url(2, 1, 2020)),
    SitePage("as-it-was-wrong", "officer", past_day_url(31, 2, 2026)),
]
DUE_DATES = [
    SitePage("due-dates", "officer", worklist_case_url("see-due-dates", "planned")),
    SitePage("due-dates-counted", "prosecutor", worklist_case_url("see-due-dates", "allocated")),
    SitePage("due-dates-none", "officer", worklist_case_url("see-due-dates", "empty")),
]  # fmt: skip
NOTICES = [
    SitePage("notices", "officer", reverse("see-notices")),
    SitePage("notices-read", "prosecutor", reverse("see-notices"), mark_notices_read),
    SitePage("notices-none", "other_prosecutor", reverse("see-notices")),
]  # fmt: skip
PAGES = WORKLISTS + CASES + HISTORY + AS_IT_WAS + DUE_DATES + NOTICES
