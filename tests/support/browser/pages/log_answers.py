"""An auditor asks the log: blank, about a victim, a case and a person, and without an answer."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from tests.support.browser.page_check import SitePage, click_and_wait, send_page

TODAY = timezone.localdate()
DAYS = {"from_on": str(TODAY - timedelta(days=300)), "until_on": str(TODAY)}


def answer_url(about, subject, *, page="see-log-answer", **more):
    """The address of an answer. subject: from the scene to what it is about."""
    return lambda scene: (
        reverse(page) + "?" + urlencode({"about": about, "subject": subject(scene)} | DAYS | more)
    )


def ask_nothing(page):
    """Ask without having said about what."""
    click_and_wait(page.get_by_role("button", name="Ask"))


def victim_of(scene):
    """The id of the victim with full records."""
    return scene.known_victim


extract_url = answer_url("RECORD", victim_of, page="make-log-extract")
PAGES = [
    SitePage("log-extract", "auditor", extract_url),
    SitePage("log-extract-blank", "auditor", extract_url, send_page),
    SitePage("ask-log", "auditor", reverse("see-log-answer")),
    SitePage("ask-log-blank", "auditor", reverse("see-log-answer"), ask_nothing),
    SitePage("log-answer", "auditor", answer_url("RECORD", victim_of)),
    SitePage(
        "log-answer-none",
        "auditor",
        answer_url("RECORD", victim_of, from_on="2020-01-01", until_on="2020-01-02"),
    ),
    SitePage(
        "log-answer-case", "auditor", answer_url("CASE", lambda scene: scene.allocated.case.pk)
    ),
    SitePage("log-answer-person", "auditor", answer_url("PERSON", lambda scene: scene.officer.pk)),
]
