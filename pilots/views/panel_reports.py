"""Yearly panel reports of one pilot area or all."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from pilots.permissions import SITE
from pilots.queries import panel_reports as queries
from pilots.queries.panel_report_files import REPORT_FILE_WRITERS, SUPPRESSION_NOTE
from pilots.views.panel_report_filter import panel_report_filter


@guarded_site("see_panel_report", SITE)
def see_panel_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form, area, year = panel_report_filter(request.GET.dict(), scope)
    report = queries.panel_report(scope, area=area, year=year)
    query = f"area={area}&year={year}"
    page = {"report": report, "form": form, "query": query, "kinds": list(REPORT_FILE_WRITERS)}
    return TemplateResponse(
        request,
        "pilots/panel_reports/see.html",
        page | {"hidden": SUPPRESSION_NOTE, "allowed": allowed},
    )
