"""Charge reports: reported, compared with the charge authorised, resolved."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect


def add_charge_and_send(page):
    """Add another charge and send the form without its details or anything else."""
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_counts-1-offence")
    send_page(page)


PAGES = [
    SitePage("report-charge", "officer", row_url("report-charge", "to_charge", suspect)),
    SitePage(
        "report-charge-blank",
        "officer",
        row_url("report-charge", "to_charge", suspect),
        add_charge_and_send,
    ),
    SitePage(
        "correct-charge", "officer", row_url("correct-charge-report", "charged_otherwise", suspect)
    ),
    SitePage(
        "accept-charge", "prosecutor", row_url("accept-charge-report", "charged_otherwise", suspect)
    ),
    SitePage(
        "query-charge-blank",
        "prosecutor",
        row_url("query-charge-report", "charged_otherwise", suspect),
        send_page,
    ),
    SitePage(
        "record-consent-blank",
        "prosecutor",
        row_url("record-prosecution-consent", "to_consent", suspect),
        send_page,
    ),
    SitePage("decisions-to-consent", "prosecutor", row_url("see-decisions", "to_consent")),
    SitePage("case-to-consent", "officer", row_url("see-case", "to_consent")),
    SitePage("decisions-charged", "officer", row_url("see-decisions", "charged_otherwise")),
    SitePage("case-charged", "prosecutor", row_url("see-case", "charged_otherwise")),
]
