"""The MG3 and the MG3A of a submission, as pages to print and as files."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from cases.desk.queries.mg3 import further_report, mg3_sheet
from cases.models import Submission
from cases.permissions import SUBMISSION
from people.access.file_marks import moment_with_zone, person_named
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for
from people.web.pdf import html_as_pdf


@guarded("see_mg3", Submission, SUBMISSION)
def see_mg3(
    request: GuardedRequest, submission: Submission, allowed: frozenset[str]
) -> HttpResponse:
    page = _mg3_context(request, submission)
    return TemplateResponse(request, "cases/submissions/mg3.html", page)


@guarded("download_mg3", Submission, SUBMISSION)
def download_mg3(
    request: GuardedRequest, submission: Submission, allowed: frozenset[str]
) -> HttpResponse:
    page = _mg3_context(request, submission)
    return _pdf_response(request, page, f"{page['sheet'].form}-{submission.number}")


def _mg3_context(request: GuardedRequest, submission: Submission) -> dict[str, Any]:
    sheet = mg3_sheet(submission, scope_for(request))
    return {
        "case": submission.case, "submission": submission, "sheet": sheet, "report": None,
        "title": sheet.form,
    }  # fmt: skip


@guarded("see_mg3a", Submission, SUBMISSION)
def see_mg3a(
    request: GuardedRequest, submission: Submission, allowed: frozenset[str]
) -> HttpResponse:
    page = _mg3a_context(request, submission)
    return TemplateResponse(request, "cases/submissions/mg3.html", page)


@guarded("download_mg3a", Submission, SUBMISSION)
def download_mg3a(
    request: GuardedRequest, submission: Submission, allowed: frozenset[str]
) -> HttpResponse:
    page = _mg3a_context(request, submission)
    return _pdf_response(request, page, f"MG3A-since-{submission.number}")


def _mg3a_context(request: GuardedRequest, submission: Submission) -> dict[str, Any]:
    report = further_report(submission, scope_for(request))
    return {
        "case": submission.case, "submission": submission, "sheet": None, "report": report,
        "title": "MG3A",
    }  # fmt: skip


def _pdf_response(request: GuardedRequest, page: dict[str, Any], name: str) -> HttpResponse:
    """
    The file as an attachment that nothing stores; logged as a disclosure with its hash.

    The foot of each page says who took it and when.
    """
    at = scope_for(request).at
    page |= {"taken_by": person_named(request.user), "taken_at": moment_with_zone(at)}
    content = html_as_pdf(render_to_string("cases/submissions/mg3_sheet.html", page, request))
    request.audit.mark_disclosure(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="application/pdf")
    urn = page["case"].urn
    response["Content-Disposition"] = f'attachment; filename="{urn}-{name}.pdf"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
