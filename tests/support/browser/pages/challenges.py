"""Challenges of an action item, and their resolution."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import nth_item, row_url

PAGES = [
    SitePage("amend", "prosecutor", row_url("amend-item", "planned", nth_item(0))),
    SitePage("amend-blank", "prosecutor", row_url("amend-item", "planned", nth_item(0)), send_page),
    SitePage("versions", "officer", row_url("see-item-versions", "answered", nth_item(1))),
    SitePage("withdraw-date", "officer", row_url("withdraw-date-request", "answered", nth_item(2))),
    SitePage("accept-item", "officer", row_url("accept-item", "planned", nth_item(0))),
    SitePage("vary", "officer", row_url("vary-item", "answered", nth_item(0))),
    SitePage("vary-blank", "officer", row_url("vary-item", "planned", nth_item(0)), send_page),
    SitePage("challenge", "officer", row_url("challenge-item", "planned", nth_item(0))),
    SitePage(
        "challenge-blank", "officer", row_url("challenge-item", "planned", nth_item(0)), send_page
    ),
    SitePage("questioned", "officer", row_url("see-item", "questioned", nth_item(0))),
    SitePage("questioned-case", "prosecutor", row_url("see-case", "questioned")),
    SitePage(
        "withdraw-challenge", "officer", row_url("withdraw-challenge", "questioned", nth_item(1))
    ),
    SitePage(
        "answer-variation", "prosecutor", row_url("answer-challenge", "questioned", nth_item(0))
    ),
    SitePage(
        "answer-challenge", "prosecutor", row_url("answer-challenge", "questioned", nth_item(1))
    ),
    SitePage("send-up", "officer", row_url("send-challenge-up", "disputed", nth_item(0))),
    SitePage(
        "send-up-blank", "officer", row_url("send-challenge-up", "disputed", nth_item(0)), send_page
    ),
    SitePage("propose-outcome", "manager", row_url("propose-outcome", "disputed", nth_item(1))),
    SitePage(
        "propose-outcome-blank",
        "manager",
        row_url("propose-outcome", "disputed", nth_item(1)),
        send_page,
    ),
    SitePage("answer-outcome", "manager", row_url("answer-outcome", "disputed", nth_item(2))),
    SitePage(
        "answer-outcome-blank",
        "manager",
        row_url("answer-outcome", "disputed", nth_item(2)),
        send_page,
    ),
    SitePage("disputed", "inspector", row_url("see-item", "disputed", nth_item(2))),
    SitePage(
        "answer-challenge-blank",
        "prosecutor",
        row_url("answer-challenge", "questioned", nth_item(1)),
        send_page,
    ),
]
