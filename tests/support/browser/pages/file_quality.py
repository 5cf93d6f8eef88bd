"""File quality: assessed, answered, decided, and the monthly report of each unit."""

from django.urls import reverse

from cases.models import FileFailure
from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url
from tests.support.browser.scenes.everything import LONG


def failure_url(name, status):
    """The URL of a page about the scene's failure at this stage."""

    def address(scene):
        found = FileFailure.objects.unscoped("test").filter(case=scene.planned.case, status=status)
        return reverse(name, args=[found.first().pk])

    return address


def assess_file_url(scene):
    """The URL at which the file of the allocated case is assessed."""
    return reverse("assess-file", args=[scene.allocated.referral.pk])


def fail_without_comment(page):
    """Say that the file failed without saying how; with script the answer reveals the list."""
    page.check("#id_is_compliant-2")
    page.check("#id_failures_breach")
    send_page(page)


def type_too_long_text(page):
    """Send a text over the maximum length."""
    page.fill("#id_text", LONG * 3)
    send_page(page)


REPORT = reverse("see-file-quality-report")
PAGES = [
    SitePage("file-quality", "officer", worklist_case_url("see-file-quality", "planned")),
    SitePage("file-quality-none", "prosecutor", worklist_case_url("see-file-quality", "allocated")),
    SitePage("assess-file", "prosecutor", assess_file_url, fail_without_comment),
    SitePage(
        "dispute-failure", "officer", failure_url("dispute-failure", "REPORTED"), type_too_long_text
    ),
    SitePage("accept-failure", "officer", failure_url("accept-failure", "REPORTED")),
    SitePage("decide-dispute", "manager", failure_url("decide-dispute", "DISPUTED"), send_page),
    SitePage("file-quality-report", "manager", REPORT),
    SitePage("file-quality-report-none", "manager", REPORT + "?month=2020-01"),
]
