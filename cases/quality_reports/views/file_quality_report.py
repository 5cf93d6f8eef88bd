"""File quality of each police unit, month by month."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.permissions import SITE
from cases.quality_reports.queries.file_quality_report import (
    FileQualityReport,
    file_quality_report,
    month_from_text,
)
from people.access.export_right import takes_exports
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_file_quality_report", SITE)
def see_file_quality_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    found = _report_from_request(request)
    scope = scope_for(request)
    context = {"report": found, "takes_exports": takes_exports(scope)}
    return TemplateResponse(request, "cases/file_quality/report.html", context)


def _report_from_request(request: GuardedRequest) -> FileQualityReport:
    scope = scope_for(request)
    return file_quality_report(month_from_text(request.GET.get("month", ""), at=scope.at), scope)
