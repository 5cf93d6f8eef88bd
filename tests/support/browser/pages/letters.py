"""Letters to a victim."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of_victim(name):
    return lambda scene: reverse(name, args=[scene.in_court.victim.pk])


def of(name, row):
    """The URL of a page about a letter of the scene."""
    return lambda scene: reverse(name, args=[scene.letters[row].pk])


def no(page):
    """Return the letter without saying what must change."""
    page.locator("input[name=is_approved][value=no]").check()
    send(page)


PAGES = [
    Page("letters", "liaison", of_victim("see-letters")),
    Page("letter-write-blank", "liaison", of_victim("write-letter"), send),
    Page("letter-in-welsh", "liaison", of("see-letter", "IN_REVIEW")),
    Page("letter-going-out", "officer", of("see-letter", "SENDING")),
    Page("letter-edit", "officer", of("edit-letter", "DRAFT")),
    Page("letter-ask", "officer", of("request-letter-review", "DRAFT")),
    Page("letter-read-blank", "manager", of("review-letter", "IN_REVIEW"), no),
    Page("letter-send-blank", "liaison", of("send-letter", "APPROVED"), send),
    Page("letter-print", "officer", of("print-letter", "SENDING")),
    Page("letter-result-blank", "officer", of("record-letter-result", "SENDING"), send),
    Page("letter-withdraw", "officer", of("withdraw-letter", "DRAFT")),
]
