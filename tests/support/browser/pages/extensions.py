"""Extensions of a due date: asking, answering, and settling it."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect
from tests.support.browser.scenes.extensions import extension_at

PAGES = [
    SitePage("extension-ask", "prosecutor", row_url("ask-for-extension", "allocated", suspect)),
    SitePage(
        "extension-ask-blank",
        "prosecutor",
        row_url("ask-for-extension", "allocated", suspect),
        send_page,
    ),
    SitePage(
        "extension-ask-again",
        "prosecutor",
        row_url("ask-for-extension", "extension_asked", suspect),
    ),
    SitePage("extension-case", "officer", row_url("see-case", "extension_asked")),
    SitePage(
        "extension-answer", "officer", row_url("answer-extension", "extension_asked", extension_at)
    ),
    SitePage(
        "extension-answer-blank",
        "officer",
        row_url("answer-extension", "extension_asked", extension_at),
        send_page,
    ),
    SitePage(
        "extension-withdraw",
        "prosecutor",
        row_url("withdraw-extension", "extension_asked", extension_at),
    ),
    SitePage(
        "extension-agreed", "officer", row_url("see-extension", "extension_agreed", extension_at)
    ),
    SitePage("extension-agreed-case", "prosecutor", row_url("see-case", "extension_agreed")),
    SitePage("extension-agreed-dates", "prosecutor", row_url("see-due-dates", "extension_agreed")),
    SitePage("extension-no", "officer", row_url("see-extension", "extension_no", extension_at)),
    SitePage("extension-up", "officer", row_url("send-extension-up", "extension_no", extension_at)),
    SitePage(
        "extension-up-blank",
        "officer",
        row_url("send-extension-up", "extension_no", extension_at),
        send_page,
    ),
    SitePage(
        "extension-propose", "inspector", row_url("propose-due-date", "extension_up", extension_at)
    ),
    SitePage(
        "extension-propose-blank",
        "inspector",
        row_url("propose-due-date", "extension_up", extension_at),
        send_page,
    ),
    SitePage(
        "extension-settle",
        "manager",
        row_url("answer-due-date", "extension_proposed", extension_at),
    ),
    SitePage(
        "extension-settle-blank",
        "manager",
        row_url("answer-due-date", "extension_proposed", extension_at),
        send_page,
    ),
]
