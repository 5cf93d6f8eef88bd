"""The police close an investigation: the report, its signature, and its reopening."""

from tests.support.browser.page_check import Page, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect


def add_and_send(page):
    """Add a line of inquiry and send the form without anything."""
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_lines-1-text")
    send_page(page)


PAGES = [
    Page("close", "officer", row_url("propose-closing", "opened", suspect)),
    Page("close-blank", "officer", row_url("propose-closing", "opened", suspect), add_and_send),
    Page("close-again", "officer", row_url("propose-closing", "closing_sent_back", suspect)),
    Page("sign-closing", "supervisor", row_url("sign-closing-report", "closing", suspect)),
    Page("sign-closing-blank", "supervisor",
         row_url("sign-closing-report", "closing", suspect), send_page),
    Page("send-closing-back-blank", "supervisor",
         row_url("send-closing-report-back", "closing", suspect), send_page),
    Page("withdraw-closing-blank", "officer",
         row_url("withdraw-closing-report", "closing", suspect), send_page),
    Page("reopen-investigation-blank", "supervisor",
         row_url("reopen-investigation", "closed", suspect), send_page),
    Page("closing-reports", "officer", row_url("see-closing-reports", "closing_reopened")),
    Page("closing-reports-none", "supervisor", row_url("see-closing-reports", "opened")),
    Page("case-closing", "supervisor", row_url("see-case", "closing")),
    Page("case-closed", "officer", row_url("see-case", "closed")),
]  # fmt: skip
