"""Allocation, review, action plan, action items, and decisions."""

from tests.support.browser.page_check import SitePage, click_and_wait, send_page
from tests.support.cases.pages import page_url


def row_url(name, builder, row=lambda builder: builder.case):
    """The URL of a page about a row of one of the scene's cases."""
    return lambda scene: page_url(name, row(getattr(scene, builder)))


def suspect(builder):
    """The case's first suspect."""
    return builder.suspects[0]


def last_review_of(builder):
    """The case's latest review."""
    return builder.last_review


def nth_item(n):
    """A function that returns the nth action item of a case."""
    return lambda builder: builder.items[n]


def add_action_row(page):
    """Type half an action item, then ask for another row."""
    page.fill("#id_items-0-text", "Obtain the download " * 20 + "A" * 120)
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_items-1-text")


def add_action_and_send(page):
    """Add a second row, and send both half empty."""
    add_action_row(page)
    send_page(page)


def state_counts(page):
    """Charge an allegation and add an alternative to it, and send both half empty."""
    click_and_wait(page.get_by_role("button", name="Charge this").first)
    page.fill("#id_counts-0-particulars", "What he did to her that night. " * 20)
    click_and_wait(page.get_by_role("button", name="Add an alternative to charge 1"))
    send_page(page)


def untick_and_send(page):
    """Untick every box, and send."""
    for box in page.locator("main input[type=checkbox]").all():
        box.uncheck()
    send_page(page)


def apply_threshold_and_send(page):
    """Choose the Threshold Test, and send without saying what is awaited."""
    page.locator("main input[name=test][value=THRESHOLD]").check()
    send_page(page)


def send_stale_page(page):
    """Send a page that was opened before the case changed hands."""
    page.locator("#id_version").evaluate("it => it.value = 1")
    page.locator("main input[type=radio]").first.check()
    send_page(page)


PAGES = [
    SitePage("allocate", "manager", row_url("allocate-case", "accepted")),
    SitePage("allocate-blank", "manager", row_url("allocate-case", "accepted"), send_page),
    SitePage("allocate-many", "manager", row_url("allocate-case", "many_ready")),
    SitePage(
        "allocate-no-suspect", "manager", row_url("allocate-case", "many_ready"), untick_and_send
    ),
    SitePage(
        "allocate-changed",
        "manager",
        row_url("allocate-case", "many_ready"),
        send_stale_page,
    ),
    SitePage("allocate-nobody-ready", "manager", row_url("allocate-case", "allocated")),
    SitePage("reallocate", "manager", row_url("reallocate-case", "allocated")),
    SitePage("reallocate-blank", "manager", row_url("reallocate-case", "allocated"), send_page),
    SitePage("cover", "manager", row_url("cover-case", "allocated")),
    SitePage("cover-blank", "manager", row_url("cover-case", "allocated"), send_page),
    SitePage("cover-again", "manager", row_url("cover-case", "covered")),
    SitePage("end-cover", "manager", row_url("end-cover", "covered")),
    SitePage("end-cover-nobody", "manager", row_url("end-cover", "allocated")),
    SitePage("name-officer", "supervisor", row_url("name-officer", "allocated")),
    SitePage("name-officer-blank", "supervisor", row_url("name-officer", "allocated"), send_page),
    SitePage("review", "prosecutor", row_url("record-review", "allocated")),
    SitePage("review-again", "prosecutor", row_url("record-review", "reviewed")),
    SitePage("review-blank", "prosecutor", row_url("record-review", "allocated"), send_page),
    SitePage(
        "review-threshold-blank",
        "prosecutor",
        row_url("record-review", "allocated"),
        apply_threshold_and_send,
    ),
    SitePage("review-read", "prosecutor", row_url("see-review", "answered", last_review_of)),
    SitePage("review-police", "officer", row_url("see-review", "reviewed_again", last_review_of)),
    SitePage("plan", "prosecutor", row_url("set-action-plan", "reviewed", last_review_of)),
    SitePage(
        "plan-rows",
        "prosecutor",
        row_url("set-action-plan", "reviewed", last_review_of),
        add_action_row,
    ),
    SitePage(
        "plan-errors",
        "prosecutor",
        row_url("set-action-plan", "reviewed", last_review_of),
        add_action_and_send,
    ),
    SitePage("take-back", "prosecutor", row_url("take-suspect-back", "planned", suspect)),
    SitePage(
        "take-back-blank", "prosecutor", row_url("take-suspect-back", "planned", suspect), send_page
    ),
    SitePage("item", "officer", row_url("see-item", "answered", nth_item(0))),
    SitePage("item-talk", "prosecutor", row_url("see-item", "answered", nth_item(1))),
    SitePage("item-manager", "manager", row_url("see-item", "answered", nth_item(0))),
    SitePage("answer", "officer", row_url("answer-item", "planned", nth_item(0))),
    SitePage("answer-blank", "officer", row_url("answer-item", "planned", nth_item(0)), send_page),
    SitePage("accept-answer", "prosecutor", row_url("accept-answer", "answered", nth_item(1))),
    SitePage("missing", "prosecutor", row_url("say-what-is-missing", "answered", nth_item(1))),
    SitePage(
        "missing-blank",
        "prosecutor",
        row_url("say-what-is-missing", "answered", nth_item(1)),
        send_page,
    ),
    SitePage("cancel-item", "prosecutor", row_url("cancel-item", "planned", nth_item(0))),
    SitePage(
        "cancel-item-blank", "prosecutor", row_url("cancel-item", "planned", nth_item(0)), send_page
    ),
    SitePage("ask-for-date", "officer", row_url("ask-for-date", "planned", nth_item(0))),
    SitePage(
        "ask-for-date-blank", "officer", row_url("ask-for-date", "planned", nth_item(0)), send_page
    ),
    SitePage("answer-date", "prosecutor", row_url("answer-date-request", "answered", nth_item(2))),
    SitePage(
        "answer-date-blank",
        "prosecutor",
        row_url("answer-date-request", "answered", nth_item(2)),
        send_page,
    ),
    SitePage("charge", "prosecutor", row_url("authorise-charge", "reviewed", suspect)),
    SitePage(
        "charge-blank", "prosecutor", row_url("authorise-charge", "reviewed", suspect), send_page
    ),
    SitePage(
        "charge-counts",
        "prosecutor",
        row_url("authorise-charge", "reviewed", suspect),
        state_counts,
    ),
]
