"""Court facts of a charged suspect."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect


def choose_plea(page):
    """Select a plea and leave the rest empty."""
    page.check("input[name=kind][value=PLEA]")
    send_page(page)


PAGES = [
    SitePage("in-court", "prosecutor", row_url("see-court-facts", "in_court")),
    SitePage("in-court-none", "officer", row_url("see-court-facts", "opened")),
    SitePage("record-court-blank", "prosecutor",
         row_url("record-court-fact", "in_court", suspect), choose_plea),
    SitePage("record-court-stopped", "prosecutor",
         row_url("record-court-fact", "stopped", suspect)),
    SitePage("correct-court-blank", "prosecutor",
         row_url("correct-court-fact", "in_court", lambda builder: builder.plea), send_page),
    SitePage("correct-earlier-court-fact", "prosecutor",
         row_url("correct-court-fact", "in_court", lambda builder: builder.past_hearing)),
    SitePage("case-in-court", "officer", row_url("see-case", "in_court")),
]  # fmt: skip
