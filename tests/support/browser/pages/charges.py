"""Charge reports: reported, compared with the charge authorised, resolved."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about, suspect


def add_and_send(page):
    """Add another charge and send the form without its details or anything else."""
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_others-0-offence")
    send(page)


PAGES = [
    Page("report-charge", "officer", about("report-charge", "to_charge", suspect)),
    Page("report-charge-blank", "officer",
         about("report-charge", "to_charge", suspect), add_and_send),
    Page("correct-charge", "officer", about("correct-charge-report", "charged_otherwise", suspect)),
    Page("accept-charge", "prosecutor",
         about("accept-charge-report", "charged_otherwise", suspect)),
    Page("query-charge-blank", "prosecutor",
         about("query-charge-report", "charged_otherwise", suspect), send),
    Page("decisions-charged", "officer", about("see-decisions", "charged_otherwise")),
    Page("case-charged", "prosecutor", about("see-case", "charged_otherwise")),
]  # fmt: skip
