"""Submissions, and the differences between them."""

from django.urls import reverse

from cases.models import Submission
from tests.support.browser.page_check import SitePage
from tests.support.browser.pages.referrals import case_url, referral_url


def submission_url(name, builder, number):
    """The URL of a page about a submission of one of the scene's cases."""

    def address(scene):
        rows = Submission.objects.unscoped("test").filter(case=getattr(scene, builder).case)
        return reverse(name, args=[rows.get(number=number).pk])

    return address


PAGES = [
    SitePage("submissions", "assistant", case_url("see-submissions", "again")),
    SitePage("submissions-unsent", "officer", case_url("see-submissions", "rewritten")),
    SitePage("submissions-none", "officer", case_url("see-submissions", "opened")),
    SitePage("submission", "prosecutor", submission_url("see-submission", "again", 2)),
    SitePage("mg3", "prosecutor", submission_url("see-mg3", "again", 2)),
    SitePage("mg3-details", "prosecutor", submission_url("see-mg3", "reviewed", 1)),
    SitePage("submission-details", "prosecutor", submission_url("see-submission", "reviewed", 1)),
    SitePage("mg3a", "officer", submission_url("see-mg3a", "again", 2)),
    SitePage("changes", "assistant", submission_url("see-changes", "again", 2)),
    SitePage("changes-first", "assistant", submission_url("see-changes", "again", 1)),
    SitePage("changes-unsent", "officer", referral_url("see-unsent-changes", "rewritten")),
    SitePage("rule-scores", "manager", reverse("see-rule-scores")),
    SitePage("accept-referral-again", "assistant", referral_url("accept-referral", "again")),
]
