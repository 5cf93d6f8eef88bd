"""Transfer of a case to another CPS unit, and the pages of the people who answer."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url
from tests.support.browser.pages.worklists import worklist_url


def transfer_of(builder):
    """The offer of the case to another unit."""
    return builder.transfer


PAGES = [
    SitePage("transfer-propose", "manager", row_url("propose-transfer", "allocated")),
    SitePage(
        "transfer-propose-blank", "manager", row_url("propose-transfer", "allocated"), send_page
    ),
    SitePage("transfer-withdraw", "manager", row_url("withdraw-transfer", "offered")),
    SitePage("transfer", "there_manager", row_url("see-transfer", "offered", transfer_of)),
    SitePage(
        "transfer-accept", "there_manager", row_url("accept-transfer", "offered", transfer_of)
    ),
    SitePage(
        "transfer-decline-blank",
        "there_manager",
        row_url("decline-transfer", "offered", transfer_of),
        send_page,
    ),
    SitePage("worklist-transfers", "there_manager", worklist_url("transfers")),
    SitePage("worklist-transfers-offered", "manager", worklist_url("transfers")),
    SitePage("case-offered", "manager", row_url("see-case", "offered")),
]
