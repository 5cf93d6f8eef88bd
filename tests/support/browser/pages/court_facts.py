"""Court facts of a charged suspect."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about, suspect


def plea(page):
    """Select a plea and leave the rest empty."""
    page.check("input[name=kind][value=PLEA]")
    send(page)


PAGES = [
    Page("in-court", "prosecutor", about("see-court-facts", "in_court")),
    Page("in-court-none", "officer", about("see-court-facts", "opened")),
    Page("record-court-blank", "prosecutor",
         about("record-court-fact", "in_court", suspect), plea),
    Page("correct-court-blank", "prosecutor",
         about("correct-court-fact", "in_court", lambda road: road.plea), send),
    Page("case-in-court", "officer", about("see-case", "in_court")),
]  # fmt: skip
