"""VRR requests."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url


def victim_of(builder):
    """The case's victim."""
    return builder.victim


def nth_review_request(n):
    """A function that returns the nth VRR request of a case."""
    return lambda builder: builder.rights[n]


PAGES = [
    SitePage("reviews", "manager", row_url("see-review-requests", "reviewed_for_her", victim_of)),
    SitePage("reviews-none", "officer", row_url("see-review-requests", "opened", victim_of)),
    SitePage(
        "review-ask-police", "officer", row_url("ask-for-review", "opened", victim_of), send_page
    ),
    SitePage(
        "review-ask", "manager", row_url("ask-for-review", "reviewed_for_her", victim_of), send_page
    ),
    SitePage(
        "review-acknowledge",
        "manager",
        row_url("acknowledge-review-request", "reviewed_for_her", nth_review_request(-1)),
        send_page,
    ),
    SitePage(
        "review-withdraw",
        "manager",
        row_url("withdraw-review-request", "reviewed_for_her", nth_review_request(-1)),
        send_page,
    ),
    SitePage(
        "review-name",
        "manager",
        row_url("name-reviewer", "reviewed_for_her", nth_review_request(1)),
        send_page,
    ),
    SitePage(
        "review-decide",
        "manager",
        row_url("decide-review", "reviewed_for_her", nth_review_request(1)),
        send_page,
    ),
    SitePage("review-over", "manager", row_url("see-review-requests", "review_over", victim_of)),
    SitePage(
        "review-tell",
        "manager",
        row_url("tell-review-outcome", "review_over", nth_review_request(0)),
        send_page,
    ),
    SitePage("decisions-set-aside", "officer", row_url("see-decisions", "review_over")),
]
