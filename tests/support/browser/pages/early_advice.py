"""Early advice, from the empty form to the advice."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.referrals import of_case
from tests.support.browser.scenes.everything import LONG


def of_advice(name, road):
    """The URL of a page about an early advice request of the scene."""
    return lambda scene: reverse(name, args=[scene.advice[road].advice.pk])


def too_long(page):
    """Answers of one long word each, over the maximum length."""
    for box in page.locator("textarea:visible").all():
        box.fill(LONG * 3)
    send(page)


def another_line(page):
    page.fill("#id_strategy", LONG)
    page.click("button[name=add]")


PAGES = [
    Page("advice-ask", "officer", of_case("request-early-advice", "opened")),
    Page("advice-ask-wrong", "officer", of_case("request-early-advice", "opened"), too_long),
    Page("advice-ask-nobody", "officer", of_case("request-early-advice", "written")),
    Page("advice-sign-off", "supervisor", of_advice("sign-early-advice-off", "asked")),
    Page("advice-accept", "assistant", of_advice("accept-early-advice", "sent")),
    Page("advice-name-adviser", "advice_manager", of_advice("name-adviser", "taken_on")),
    Page(
        "advice-refuse-blank", "advice_manager", of_advice("refuse-early-advice", "taken_on"), send
    ),
    Page("advice-refused", "officer", of_advice("see-early-advice", "refused")),
    Page("advice-escalate", "inspector", of_advice("escalate-refusal", "refused")),
    Page("advice-overturn", "advice_manager", of_advice("overturn-refusal", "escalated"), send),
    Page("advice-give", "prosecutor", of_advice("give-early-advice", "advised"), another_line),
    Page("advice-send-back", "supervisor", of_advice("send-early-advice-back", "asked"), send),
    Page("advice-withdraw", "officer", of_advice("withdraw-early-advice", "asked")),
    Page("advice-return", "assistant", of_advice("return-early-advice", "sent"), send),
    Page("advice-change-adviser", "advice_manager", of_advice("change-adviser", "advised")),
    Page("advice-reply", "officer", of_advice("reply-to-refusal", "refused"), send),
    Page("advice-uphold", "advice_manager", of_advice("uphold-refusal", "escalated"), send),
    Page("advice-given", "officer", of_advice("see-early-advice", "given")),
]  # fmt: skip
