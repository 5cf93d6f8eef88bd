"""Letters to a victim."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def victim_url(name):
    """The URL of a page about the victim of the case in court."""
    return lambda scene: reverse(name, args=[scene.in_court.victim.pk])


def letter_url(name, row):
    """The URL of a page about a letter of the scene."""
    return lambda scene: reverse(name, args=[scene.letters[row].pk])


def return_letter(page):
    """Return the letter without saying what must change."""
    page.locator("input[name=is_approved][value=no]").check()
    send_page(page)


PAGES = [
    SitePage("letters", "liaison", victim_url("see-letters")),
    SitePage("letter-write-blank", "liaison", victim_url("write-letter"), send_page),
    SitePage("letter-in-welsh", "liaison", letter_url("see-letter", "IN_REVIEW")),
    SitePage("letter-going-out", "officer", letter_url("see-letter", "SENDING")),
    SitePage("letter-edit", "officer", letter_url("edit-letter", "DRAFT")),
    SitePage("letter-ask", "officer", letter_url("request-letter-review", "DRAFT")),
    SitePage(
        "letter-read-blank", "manager", letter_url("review-letter", "IN_REVIEW"), return_letter
    ),
    SitePage("letter-send-blank", "liaison", letter_url("send-letter", "APPROVED"), send_page),
    SitePage("letter-print", "officer", letter_url("print-letter", "SENDING")),
    SitePage(
        "letter-result-blank", "officer", letter_url("record-letter-result", "SENDING"), send_page
    ),
    SitePage("letter-withdraw", "officer", letter_url("withdraw-letter", "DRAFT")),
]
