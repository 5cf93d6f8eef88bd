"""Submissions of a case, and the differences between them."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.models import Case, Referral, Submission
from cases.permissions import CASE, REFERRAL, SUBMISSION
from cases.referrals.queries import submission_comparisons, submissions
from cases.referrals.queries.submission_text import submission_detail
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@guarded("see_submissions", Case, CASE)
def see_submissions(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    page = {
        "case": case,
        "lines": submissions.submissions_of_case(case, scope),
        "unsent": submissions.unsent_referrals(case, scope),
    }
    return TemplateResponse(request, "cases/submissions/list.html", page)


@guarded("see_submission", Submission, SUBMISSION)
def see_submission(
    request: GuardedRequest, submission: Submission, allowed: frozenset[str]
) -> HttpResponse:
    """One submission, as sent."""
    scope, case = scope_for(request), submission.case
    sent = submissions.sent_submission(submission, scope)
    page = {"case": case, "sent": sent, "reading": submission_detail(sent.content, case, scope)}
    return TemplateResponse(request, "cases/submissions/see.html", page)


@guarded("see_changes", Submission, SUBMISSION)
def see_changes(
    request: GuardedRequest, submission: Submission, allowed: frozenset[str]
) -> HttpResponse:
    """A submission beside an earlier one."""
    since = request.GET.get("since", "")
    found = submission_comparisons.compare_submission(submission, scope_for(request), since=since)
    page = {"case": submission.case, "number": submission.number, "comparison": found}
    return TemplateResponse(request, "cases/submissions/changes.html", page)


@guarded("see_unsent_changes", Referral, REFERRAL)
def see_unsent_changes(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    """What an unsent referral would change; only its own side can see it."""
    since = request.GET.get("since", "")
    found = submission_comparisons.compare_unsent_referral(
        referral, scope_for(request), since=since
    )
    page = {"case": referral.case, "number": None, "comparison": found}
    return TemplateResponse(request, "cases/submissions/changes.html", page)
