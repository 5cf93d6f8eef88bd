"""A suspect's case is closed administratively, and reopened."""

from tests.browser.pages.prosecutors_work import about, suspect
from tests.browser.visits import Page, send

PAGES = [
    Page("finalise", "manager", about("finalise-administratively", "planned", suspect)),
    Page("finalise-blank", "manager",
         about("finalise-administratively", "planned", suspect), send),
    Page("reopen-blank", "manager", about("reopen-suspect", "finalised", suspect), send),
    Page("decisions-finalised", "officer", about("see-decisions", "finalised")),
]  # fmt: skip
