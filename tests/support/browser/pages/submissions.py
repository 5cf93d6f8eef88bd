"""Submissions, and the differences between them."""

from django.urls import reverse

from cases.models import Submission
from tests.support.browser.page_check import Page
from tests.support.browser.pages.referrals import of_case, of_referral


def of_submission(name, road, number):
    """The URL of a page about a submission of one of the scene's cases."""

    def address(scene):
        rows = Submission.objects.unscoped("test").filter(case=getattr(scene, road).case)
        return reverse(name, args=[rows.get(number=number).pk])

    return address


PAGES = [
    Page("submissions", "assistant", of_case("see-submissions", "again")),
    Page("submissions-unsent", "officer", of_case("see-submissions", "rewritten")),
    Page("submissions-none", "officer", of_case("see-submissions", "opened")),
    Page("submission", "prosecutor", of_submission("see-submission", "again", 2)),
    Page("changes", "assistant", of_submission("see-changes", "again", 2)),
    Page("changes-first", "assistant", of_submission("see-changes", "again", 1)),
    Page("changes-unsent", "officer", of_referral("see-unsent-changes", "rewritten")),
    Page("rule-scores", "manager", reverse("see-rule-scores")),
    Page("accept-referral-again", "assistant", of_referral("accept-referral", "again")),
]
