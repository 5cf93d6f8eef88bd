"""The police close an investigation: the report, its signature, and its reopening."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect


def add_and_send(page):
    """Add a line of inquiry and send the form without anything."""
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_lines-1-text")
    send_page(page)


def select_none(page):
    """Send the form without the outcome of the second allegation."""
    page.locator("select[name^=outcome_]").last.select_option("")
    send_page(page)


PAGES = [
    SitePage("close", "officer", row_url("propose-closing", "opened", suspect)),
    SitePage("close-blank", "officer", row_url("propose-closing", "opened", suspect), add_and_send),
    SitePage("close-again", "officer", row_url("propose-closing", "closing_sent_back", suspect)),
    SitePage("close-apart", "officer", row_url("propose-closing", "closing_apart", suspect)),
    SitePage("close-apart-blank", "officer", row_url("propose-closing", "closing_apart", suspect),
         select_none),
    SitePage("closing-reports-apart", "officer", row_url("see-closing-reports", "closing_apart")),
    SitePage("sign-closing", "supervisor", row_url("sign-closing-report", "closing", suspect)),
    SitePage("sign-closing-blank", "supervisor",
         row_url("sign-closing-report", "closing", suspect), send_page),
    SitePage("send-closing-back-blank", "supervisor",
         row_url("send-closing-report-back", "closing", suspect), send_page),
    SitePage("withdraw-closing-blank", "officer",
         row_url("withdraw-closing-report", "closing", suspect), send_page),
    SitePage("reopen-investigation-blank", "supervisor",
         row_url("reopen-investigation", "closed", suspect), send_page),
    SitePage("closing-reports", "officer", row_url("see-closing-reports", "closing_reopened")),
    SitePage("closing-reports-none", "supervisor", row_url("see-closing-reports", "opened")),
    SitePage("case-closing", "supervisor", row_url("see-case", "closing")),
    SitePage("case-closed", "officer", row_url("see-case", "closed")),
]  # fmt: skip
