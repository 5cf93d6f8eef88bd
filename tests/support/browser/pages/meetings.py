"""Meetings with a victim."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of_victim(name):
    return lambda scene: reverse(name, args=[scene.covered.victim.pk])


def of(name, row):
    """The URL of a page about a meeting of the scene."""
    return lambda scene: reverse(name, args=[scene.meetings[row].pk])


def no(page):
    """Record that the victim declined, without a reason."""
    page.locator("input[name=answer][value=DECLINED]").check()
    send(page)


PAGES = [
    Page("meetings", "officer", of_victim("see-meetings")),
    Page("meeting-offer-blank", "officer", of_victim("offer-meeting"), send),
    Page("meeting", "officer", of("see-meeting", "ARRANGED")),
    Page("meeting-answer-blank", "officer", of("record-meeting-response", "OFFERED"), no),
    Page("meeting-arrange-blank", "officer", of("arrange-meeting", "ACCEPTED"), send),
    Page("meeting-record-blank", "officer", of("record-meeting", "BEGUN"), send),
    Page("meeting-held", "officer", of("see-meeting", "HELD")),
    Page("meeting-agreed-blank", "officer", of("finish-agreed", "AGREED"), send),
    Page("meeting-cancel-blank", "officer", of("cancel-meeting", "ARRANGED"), send),
]
