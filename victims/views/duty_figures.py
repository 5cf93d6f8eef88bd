"""Figures of duties met in time, and the list behind each number."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from victims.models import Duty
from victims.permissions import SITE
from victims.queries import duty_figures as queries


@guarded_site("see_duty_figures", SITE)
def see_duty_figures(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    page = {
        "report": queries.duty_figure_report(scope_for(request), month=request.GET.get("month", ""))
    }
    return TemplateResponse(request, "victims/duty_figures/report.html", page)


@guarded_site("see_duty_figures_list", SITE)
def see_duty_figures_list(
    request: GuardedRequest, allowed: frozenset[str], name: str
) -> HttpResponse:
    """The duties that a number counted, each of which the reader may open."""
    query = request.GET
    found = queries.duties_behind_figure(
        scope_for(request), name=name, unit=_number_from_query(query.get("unit")),
        month=query.get("month", ""), among="among" in query,
        page=_number_from_query(query.get("page")) or 1,
    )  # fmt: skip
    if found is None:
        raise Http404
    request.audit.add_rows(Duty, found.ids)
    month = {"month": query["month"]} if "month" in query else {}
    page = {
        "found": found,
        "following": urlencode({**query.dict(), "page": found.following}),
        "report": urlencode(month),
    }
    return TemplateResponse(request, "victims/duty_figures/list.html", page)


def _number_from_query(text: str | None) -> int:
    """A number from the address; 0, which no row has, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
