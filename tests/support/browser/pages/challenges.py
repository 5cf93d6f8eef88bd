"""Challenges of an action item, and their resolution."""

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.prosecutors_work import about, item

PAGES = [
    Page("amend", "prosecutor", about("amend-item", "planned", item(0))),
    Page("amend-blank", "prosecutor", about("amend-item", "planned", item(0)), send),
    Page("versions", "officer", about("see-item-versions", "answered", item(1))),
    Page("withdraw-date", "officer", about("withdraw-date-request", "answered", item(2))),
    Page("accept-item", "officer", about("accept-item", "planned", item(0))),
    Page("vary", "officer", about("vary-item", "answered", item(0))),
    Page("vary-blank", "officer", about("vary-item", "planned", item(0)), send),
    Page("challenge", "officer", about("challenge-item", "planned", item(0))),
    Page("challenge-blank", "officer", about("challenge-item", "planned", item(0)), send),
    Page("questioned", "officer", about("see-item", "questioned", item(0))),
    Page("questioned-case", "prosecutor", about("see-case", "questioned")),
    Page("withdraw-challenge", "officer", about("withdraw-challenge", "questioned", item(1))),
    Page("answer-variation", "prosecutor", about("answer-challenge", "questioned", item(0))),
    Page("answer-challenge", "prosecutor", about("answer-challenge", "questioned", item(1))),
    Page("send-up", "officer", about("send-challenge-up", "disputed", item(0))),
    Page("send-up-blank", "officer", about("send-challenge-up", "disputed", item(0)), send),
    Page("propose-outcome", "manager", about("propose-outcome", "disputed", item(1))),
    Page("propose-outcome-blank", "manager", about("propose-outcome", "disputed", item(1)), send),
    Page("answer-outcome", "manager", about("answer-outcome", "disputed", item(2))),
    Page("answer-outcome-blank", "manager", about("answer-outcome", "disputed", item(2)), send),
    Page("disputed", "inspector", about("see-item", "disputed", item(2))),
    Page("answer-challenge-blank", "prosecutor",
         about("answer-challenge", "questioned", item(1)), send),
]  # fmt: skip
