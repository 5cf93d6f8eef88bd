"""Administrative finalisation of a suspect's case, and reopening."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect

PAGES = [
    SitePage("finalise", "manager", row_url("finalise-administratively", "planned", suspect)),
    SitePage("finalise-blank", "manager",
         row_url("finalise-administratively", "planned", suspect), send_page),
    SitePage("reopen-blank", "manager", row_url("reopen-suspect", "finalised", suspect), send_page),
    SitePage("decisions-finalised", "officer", row_url("see-decisions", "finalised")),
]  # fmt: skip
