"""File quality: assessed, answered, decided, and the monthly report of each unit."""

from django.urls import reverse

from cases.models import FileFailure
from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.worklists import of_case
from tests.support.browser.scenes.everything import LONG


def of_failure(name, status):
    """The URL of a page about the scene's failure at this stage."""

    def address(scene):
        found = FileFailure.objects.unscoped("test").filter(case=scene.planned.case, status=status)
        return reverse(name, args=[found.first().pk])

    return address


def of_referral(scene):
    return reverse("assess-file", args=[scene.allocated.referral.pk])


def without_words(page):
    """Say that the file failed without saying how; with script the answer reveals the list."""
    page.check("#id_is_compliant-2")
    page.check("#id_failures_breach")
    send(page)


def too_long(page):
    page.fill("#id_text", LONG * 3)
    send(page)


REPORT = reverse("see-file-quality-report")
PAGES = [
    Page("file-quality", "officer", of_case("see-file-quality", "planned")),
    Page("file-quality-none", "prosecutor", of_case("see-file-quality", "allocated")),
    Page("assess-file", "prosecutor", of_referral, without_words),
    Page("dispute-failure", "officer", of_failure("dispute-failure", "REPORTED"), too_long),
    Page("accept-failure", "officer", of_failure("accept-failure", "REPORTED")),
    Page("decide-dispute", "manager", of_failure("decide-dispute", "DISPUTED"), send),
    Page("file-quality-report", "manager", REPORT),
    Page("file-quality-report-none", "manager", REPORT + "?month=2020-01"),
]
