"""Meetings with a victim."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def victim_url(name):
    """The URL of a page about the victim of the covered case."""
    return lambda scene: reverse(name, args=[scene.covered.victim.pk])


def meeting_url(name, row):
    """The URL of a page about a meeting of the scene."""
    return lambda scene: reverse(name, args=[scene.meetings[row].pk])


def decline_meeting(page):
    """Record that the victim declined, without a reason."""
    page.locator("input[name=answer][value=DECLINED]").check()
    send_page(page)


PAGES = [
    SitePage("meetings", "officer", victim_url("see-meetings")),
    SitePage("meeting-offer-blank", "officer", victim_url("offer-meeting"), send_page),
    SitePage("meeting", "officer", meeting_url("see-meeting", "ARRANGED")),
    SitePage(
        "meeting-answer-blank",
        "officer",
        meeting_url("record-meeting-response", "OFFERED"),
        decline_meeting,
    ),
    SitePage(
        "meeting-arrange-blank", "officer", meeting_url("arrange-meeting", "ACCEPTED"), send_page
    ),
    SitePage("meeting-record-blank", "officer", meeting_url("record-meeting", "BEGUN"), send_page),
    SitePage("meeting-held", "officer", meeting_url("see-meeting", "HELD")),
    SitePage("meeting-agreed-blank", "officer", meeting_url("finish-agreed", "AGREED"), send_page),
    SitePage(
        "meeting-cancel-blank", "officer", meeting_url("cancel-meeting", "ARRANGED"), send_page
    ),
]
