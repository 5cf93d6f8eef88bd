"""Early advice, from the empty form to the advice."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.referrals import case_url
from tests.support.browser.scenes.everything import LONG


def advice_url(name, builder):
    """The URL of a page about an early advice request of the scene."""
    return lambda scene: reverse(name, args=[scene.advice[builder].advice.pk])


def type_too_long_text(page):
    """Answers of one long word each, over the maximum length."""
    for box in page.locator("textarea:visible").all():
        box.fill(LONG * 3)
    send_page(page)


def add_line(page):
    """Type a long strategy, and ask for another line of inquiry."""
    page.fill("#id_strategy", LONG)
    page.click("button[name=add]")


PAGES = [
    SitePage("advice-ask", "officer", case_url("request-early-advice", "opened")),
    SitePage(
        "advice-ask-wrong",
        "officer",
        case_url("request-early-advice", "opened"),
        type_too_long_text,
    ),
    SitePage("advice-ask-nobody", "officer", case_url("request-early-advice", "written")),
    SitePage("advice-sign-off", "supervisor", advice_url("sign-early-advice-off", "asked")),
    SitePage("advice-accept", "assistant", advice_url("accept-early-advice", "sent")),
    SitePage("advice-name-adviser", "advice_manager", advice_url("name-adviser", "taken_on")),
    SitePage(
        "advice-refuse-blank",
        "advice_manager",
        advice_url("refuse-early-advice", "taken_on"),
        send_page,
    ),
    SitePage("advice-refused", "officer", advice_url("see-early-advice", "refused")),
    SitePage("advice-escalate", "inspector", advice_url("escalate-refusal", "refused")),
    SitePage(
        "advice-overturn", "advice_manager", advice_url("overturn-refusal", "escalated"), send_page
    ),
    SitePage("advice-give", "prosecutor", advice_url("give-early-advice", "advised"), add_line),
    SitePage(
        "advice-send-back", "supervisor", advice_url("send-early-advice-back", "asked"), send_page
    ),
    SitePage("advice-withdraw", "officer", advice_url("withdraw-early-advice", "asked")),
    SitePage("advice-return", "assistant", advice_url("return-early-advice", "sent"), send_page),
    SitePage("advice-change-adviser", "advice_manager", advice_url("change-adviser", "advised")),
    SitePage("advice-reply", "officer", advice_url("reply-to-refusal", "refused"), send_page),
    SitePage(
        "advice-uphold", "advice_manager", advice_url("uphold-refusal", "escalated"), send_page
    ),
    SitePage("advice-given", "officer", advice_url("see-early-advice", "given")),
]
