"""Administrative finalisation of a suspect's case, and reopening."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about, suspect

PAGES = [
    Page("finalise", "manager", about("finalise-administratively", "planned", suspect)),
    Page("finalise-blank", "manager",
         about("finalise-administratively", "planned", suspect), send),
    Page("reopen-blank", "manager", about("reopen-suspect", "finalised", suspect), send),
    Page("decisions-finalised", "officer", about("see-decisions", "finalised")),
]  # fmt: skip
