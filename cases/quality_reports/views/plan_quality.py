"""Quality of action plans, and the rows behind each figure."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.permissions import SITE
from cases.quality_reports.queries.plan_quality import PLAN_GROUPINGS
from cases.quality_reports.queries.plan_quality_lists import rows_behind_plan_figure
from cases.quality_reports.queries.plan_quality_report import plan_quality_report
from people.identity.sides import Side
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_plan_quality", SITE)
def see_plan_quality(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope, by = scope_for(request), _grouping_from_request(request)
    found = plan_quality_report(scope, by=by, month=request.GET.get("month", ""))
    page = {
        "report": found,
        "groupings": [(key, label) for key, (_on, label) in PLAN_GROUPINGS.items()],
    }
    return TemplateResponse(request, "cases/plan_quality/report.html", page)


@guarded_site("see_plan_quality_list", SITE)
def see_plan_quality_list(
    request: GuardedRequest, allowed: frozenset[str], name: str
) -> HttpResponse:
    """The rows behind a figure, each with a link."""
    query = request.GET
    found = rows_behind_plan_figure(
        scope_for(request), name=name, by=_grouping_from_request(request),
        group=_parse_number(query.get("group")),
        month=query.get("month", ""), among="among" in query, reason=query.get("reason", ""),
        page=_parse_number(query.get("page")) or 1,
    )  # fmt: skip
    if found is None:
        raise Http404
    request.audit.add_rows(found.model, found.ids)
    page = {
        "found": found,
        "following": urlencode({**query.dict(), "page": found.following}),
        "report": urlencode({key: query[key] for key in ("by", "month") if key in query}),
    }
    return TemplateResponse(request, "cases/plan_quality/list.html", page)


def _grouping_from_request(request: GuardedRequest) -> str:
    """The grouping in the URL, else by the reader's own kind of unit."""
    own = "police" if scope_for(request).side == Side.POLICE else "cps"
    grouping = request.GET.get("by", own)
    return grouping if grouping in PLAN_GROUPINGS else own


def _parse_number(text: str | None) -> int:
    """A number from the URL; 0, which matches nothing, if malformed."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
