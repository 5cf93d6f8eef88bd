"""The page of a pilot's own Area, with which its managers begin."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from pilots.models import PilotArea
from pilots.permissions import SITE
from pilots.queries.pilot_area.page import pilot_area_page, pilot_areas_of_reader


@guarded_site("see_pilot_area", SITE)
def see_pilot_area(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """The Area whose id is in the query string; without one, the reader's own."""
    scope = scope_for(request)
    choices, asked = pilot_areas_of_reader(scope), request.GET.get("area", "")
    if not choices and not asked:
        return TemplateResponse(request, "pilots/pilot_area/none.html", {})
    area = next((each for each in choices if asked in ("", str(each.pk))), None)
    if area is None:
        raise Http404
    request.audit.add_rows(PilotArea, [area.pk])
    page = {"page": pilot_area_page(area, choices, scope), "allowed": allowed}
    return TemplateResponse(request, "pilots/pilot_area/see.html", page)
