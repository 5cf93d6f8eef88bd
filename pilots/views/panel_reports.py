"""Yearly panel reports of one pilot area or all: page, PDF and spreadsheet."""

from hashlib import sha256

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.quality_reports.queries.export_header import export_header_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from pilots.forms import panel_reports as forms
from pilots.permissions import SITE
from pilots.queries import panel_reports as queries
from pilots.queries.panel_report_files import REPORT_FILE_WRITERS, SUPPRESSION_NOTE


@guarded_site("see_panel_report", SITE)
def see_panel_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    report, form, query = _report_from_request(request)
    page = {"report": report, "form": form, "query": query, "kinds": list(REPORT_FILE_WRITERS)}
    return TemplateResponse(
        request,
        "pilots/panel_reports/see.html",
        page | {"hidden": SUPPRESSION_NOTE, "allowed": allowed},
    )


@guarded_site("export_panel_report", SITE)
def export_panel_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    kind = request.GET.get("as", "")
    if kind not in REPORT_FILE_WRITERS:
        raise Http404
    report, _form, _query = _report_from_request(request)
    content_type, make = REPORT_FILE_WRITERS[kind]
    content = make(report, export_header_rows(scope_for(request)))
    request.audit.mark_disclosure(sha256(content).hexdigest())
    headers = {"Content-Disposition": f'attachment; filename="panels-{report.year}.{kind}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _report_from_request(
    request: GuardedRequest,
) -> tuple[queries.PanelReport, forms.PanelReportFilterForm, str]:
    """
    The report that the address asks for, or the reader's own where they may not read that one.
    """
    scope = scope_for(request)
    areas, years = queries.report_areas(scope), queries.report_years(scope)
    first = {"area": areas[0][0], "year": str(years[0])}
    form = forms.PanelReportFilterForm(first | request.GET.dict(), areas=areas, years=years)
    filters = first | (form.cleaned_data if form.is_valid() else {})
    report = queries.panel_report(scope, area=filters["area"], year=int(filters["year"]))
    return report, form, f"area={filters['area']}&year={filters['year']}"
