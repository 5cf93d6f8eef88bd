"""VRR requests."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about


def victim(road):
    return road.victim


def right(n):
    return lambda road: road.rights[n]


PAGES = [
    Page("reviews", "manager", about("see-review-requests", "reviewed_for_her", victim)),
    Page("reviews-none", "officer", about("see-review-requests", "opened", victim)),
    Page("review-ask-police", "officer", about("ask-for-review", "opened", victim), send),
    Page("review-ask", "manager", about("ask-for-review", "reviewed_for_her", victim), send),
    Page("review-acknowledge", "manager",
         about("acknowledge-review-request", "reviewed_for_her", right(-1)), send),
    Page("review-withdraw", "manager",
         about("withdraw-review-request", "reviewed_for_her", right(-1)), send),
    Page("review-name", "manager", about("name-reviewer", "reviewed_for_her", right(1)), send),
    Page("review-decide", "manager", about("decide-review", "reviewed_for_her", right(1)), send),
    Page("review-over", "manager", about("see-review-requests", "review_over", victim)),
    Page("review-tell", "manager", about("tell-review-outcome", "review_over", right(0)), send),
    Page("decisions-set-aside", "officer", about("see-decisions", "review_over")),
]  # fmt: skip
