"""Learning points: recorded, read, checked, and unit reading requests."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def learning_url(name, which="shared"):
    """The URL of a page about a learning point of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene.learning, which).pk])


def answer_no(page):
    """Answer no, and send without a reason."""
    page.check("input[value=no]")
    send_page(page)


PAGES = [
    SitePage("learning", "officer", reverse("see-learning")),
    SitePage("learning-none", "officer", reverse("see-learning") + "?words=zzzz"),
    SitePage("learning-leads", "pilot_manager", reverse("see-learning")),
    SitePage("learning-point", "officer", learning_url("see-learning-point")),
    SitePage(
        "learning-point-unchecked", "pilot_manager", learning_url("see-learning-point", "unchecked")
    ),
    SitePage(
        "learning-point-withdrawn", "pilot_manager", learning_url("see-learning-point", "withdrawn")
    ),
    SitePage(
        "write-learning-point-blank", "pilot_manager", reverse("write-learning-point"), send_page
    ),
    SitePage(
        "check-learning-point",
        "pilot_manager",
        learning_url("check-learning-point", "unchecked"),
        answer_no,
    ),
    SitePage(
        "withdraw-learning-point-blank",
        "pilot_manager",
        learning_url("withdraw-learning-point"),
        send_page,
    ),
    SitePage(
        "ask-unit-to-read-blank", "pilot_manager", learning_url("ask-unit-to-read"), send_page
    ),
    SitePage("say-read", "officer", learning_url("say-read")),
    SitePage("learning-readers", "supervisor", learning_url("see-learning-readers")),
]
