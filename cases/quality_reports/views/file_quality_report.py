"""File quality of each police unit, month by month."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.permissions import SITE
from cases.quality_reports.queries.export_header import export_header_rows
from cases.quality_reports.queries.file_quality_report import (
    FileQualityReport,
    file_quality_csv,
    file_quality_report,
    month_from_text,
)
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_file_quality_report", SITE)
def see_file_quality_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    found = _report_from_request(request)
    context = {"report": found, "allowed": allowed}
    return TemplateResponse(request, "cases/file_quality/report.html", context)


@guarded_site("export_file_quality", SITE)
def export_file_quality(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Download the report as CSV: figures only, no free text. Logged as an export."""
    request.audit.mark_disclosure()
    found = _report_from_request(request)
    name = f"file-quality-{found.month:%Y-%m}.csv"
    return HttpResponse(
        file_quality_csv(found, export_header_rows(scope_for(request))).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _report_from_request(request: GuardedRequest) -> FileQualityReport:
    scope = scope_for(request)
    return file_quality_report(month_from_text(request.GET.get("month", ""), at=scope.at), scope)
