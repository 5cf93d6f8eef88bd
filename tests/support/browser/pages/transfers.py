"""Transfer of a case to another CPS unit, and the pages of the people who answer."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about
from tests.support.browser.pages.worklists import listed


def the_offer(road):
    return road.transfer


PAGES = [
    Page("transfer-propose", "manager", about("propose-transfer", "allocated")),
    Page("transfer-propose-blank", "manager", about("propose-transfer", "allocated"), send),
    Page("transfer-withdraw", "manager", about("withdraw-transfer", "offered")),
    Page("transfer", "there_manager", about("see-transfer", "offered", the_offer)),
    Page("transfer-accept", "there_manager", about("accept-transfer", "offered", the_offer)),
    Page("transfer-decline-blank", "there_manager",
         about("decline-transfer", "offered", the_offer), send),
    Page("worklist-transfers", "there_manager", listed("transfers")),
    Page("worklist-transfers-offered", "manager", listed("transfers")),
    Page("case-offered", "manager", about("see-case", "offered")),
]  # fmt: skip
