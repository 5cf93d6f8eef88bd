"""A decision against a charge: consultation, proposal and second reader."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about, suspect

PAGES = [
    Page("consultation", "officer", about("record-consultation", "allocated")),
    Page("consultation-blank", "officer", about("record-consultation", "allocated"), send),
    Page("no-further-action", "prosecutor", about("propose-no-further-action", "met", suspect)),
    Page("no-further-action-blank", "prosecutor",
         about("propose-no-further-action", "met", lambda road: road.suspects[1]), send),
    Page("countersign", "manager", about("countersign-decision", "proposed", suspect)),
    Page("decline-blank", "manager", about("decline-decision", "proposed", suspect), send),
    Page("revise-decision", "prosecutor", about("revise-decision", "proposed", suspect)),
    Page("withdraw-decision-blank", "prosecutor",
         about("withdraw-decision", "proposed", suspect), send),
    Page("decisions", "manager", about("see-decisions", "proposed")),
    Page("decisions-none", "officer", about("see-decisions", "opened")),
    Page("case-proposed", "manager", about("see-case", "proposed")),
]  # fmt: skip
