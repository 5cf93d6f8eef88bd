"""Allocation, review, action plan, action items, and decisions."""

from tests.support.browser.page_check import Page, send
from tests.support.cases.pages import at


def about(name, road, row=lambda road: road.case):
    """The URL of a page about a row of one of the scene's roads."""
    return lambda scene: at(name, row(getattr(scene, road)))


def suspect(road):
    return road.suspects[0]


def review(road):
    return road.last_review


def item(n):
    return lambda road: road.items[n]


def add_an_action(page):
    """Type half an action item, then ask for another row."""
    page.fill("#id_items-0-text", "Obtain the download " * 20 + "A" * 120)
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_items-1-text")


def add_and_send(page):
    add_an_action(page)
    send(page)


def untick_and_send(page):
    for box in page.locator("main input[type=checkbox]").all():
        box.uncheck()
    send(page)


def send_what_was_read_before(page):
    """Send a page that was opened before the case changed hands."""
    page.locator("#id_version").evaluate("it => it.value = 1")
    page.locator("main input[type=radio]").first.check()
    send(page)


PAGES = [
    Page("allocate", "manager", about("allocate-case", "accepted")),
    Page("allocate-blank", "manager", about("allocate-case", "accepted"), send),
    Page("allocate-many", "manager", about("allocate-case", "many_ready")),
    Page("allocate-no-suspect", "manager", about("allocate-case", "many_ready"), untick_and_send),
    Page(
        "allocate-changed", "manager", about("allocate-case", "many_ready"),
        send_what_was_read_before,
    ),
    Page("allocate-nobody-ready", "manager", about("allocate-case", "allocated")),
    Page("reallocate", "manager", about("reallocate-case", "allocated")),
    Page("reallocate-blank", "manager", about("reallocate-case", "allocated"), send),
    Page("cover", "manager", about("cover-case", "allocated")),
    Page("cover-blank", "manager", about("cover-case", "allocated"), send),
    Page("cover-again", "manager", about("cover-case", "covered")),
    Page("end-cover", "manager", about("end-cover", "covered")),
    Page("end-cover-nobody", "manager", about("end-cover", "allocated")),
    Page("name-officer", "supervisor", about("name-officer", "allocated")),
    Page("name-officer-blank", "supervisor", about("name-officer", "allocated"), send),
    Page("review", "prosecutor", about("record-review", "allocated")),
    Page("review-again", "prosecutor", about("record-review", "reviewed")),
    Page("review-blank", "prosecutor", about("record-review", "allocated"), send),
    Page("review-read", "prosecutor", about("see-review", "answered", review)),
    Page("review-police", "officer", about("see-review", "reviewed_again", review)),
    Page("plan", "prosecutor", about("set-action-plan", "reviewed", review)),
    Page("plan-rows", "prosecutor", about("set-action-plan", "reviewed", review), add_an_action),
    Page("plan-errors", "prosecutor", about("set-action-plan", "reviewed", review), add_and_send),
    Page("take-back", "prosecutor", about("take-suspect-back", "planned", suspect)),
    Page("take-back-blank", "prosecutor", about("take-suspect-back", "planned", suspect), send),
    Page("item", "officer", about("see-item", "answered", item(0))),
    Page("item-talk", "prosecutor", about("see-item", "answered", item(1))),
    Page("item-manager", "manager", about("see-item", "answered", item(0))),
    Page("answer", "officer", about("answer-item", "planned", item(0))),
    Page("answer-blank", "officer", about("answer-item", "planned", item(0)), send),
    Page("accept-answer", "prosecutor", about("accept-answer", "answered", item(1))),
    Page("missing", "prosecutor", about("say-what-is-missing", "answered", item(1))),
    Page("missing-blank", "prosecutor", about("say-what-is-missing", "answered", item(1)), send),
    Page("cancel-item", "prosecutor", about("cancel-item", "planned", item(0))),
    Page("cancel-item-blank", "prosecutor", about("cancel-item", "planned", item(0)), send),
    Page("ask-for-date", "officer", about("ask-for-date", "planned", item(0))),
    Page("ask-for-date-blank", "officer", about("ask-for-date", "planned", item(0)), send),
    Page("answer-date", "prosecutor", about("answer-date-request", "answered", item(2))),
    Page("answer-date-blank", "prosecutor",
         about("answer-date-request", "answered", item(2)), send),
    Page("charge", "prosecutor", about("authorise-charge", "reviewed", suspect)),
    Page("charge-blank", "prosecutor", about("authorise-charge", "reviewed", suspect), send),
]  # fmt: skip
