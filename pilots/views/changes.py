"""Pages on what has changed at an Area since it takes part in a pilot, by registered measure."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from pilots import national_figures
from pilots.models import PilotArea
from pilots.permissions import SITE
from pilots.queries.changes.page import measure_change_detail
from pilots.queries.changes.text import CHANGE_NOTES
from pilots.queries.places import managed_pilot_areas


@guarded_site("see_figure_change", SITE)
def see_figure_change(
    request: GuardedRequest, allowed: frozenset[str], pk: int, name: str
) -> HttpResponse:
    scope = scope_for(request)
    area = get_object_or_404(managed_pilot_areas(scope).select_related("pilot", "area"), pk=pk)
    registered = get_object_or_404(area.pilot.measures.select_related("by"), measure=name)
    request.audit.add_rows(PilotArea, [area.pk])
    reading = measure_change_detail(area, registered, at=scope.at)
    page = {
        "reading": reading, "notes": CHANGE_NOTES,
        "published": national_figures.national_figures_of_stage(name),
        "caution": national_figures.COMPARISON_CAUTION,
    }  # fmt: skip
    return TemplateResponse(request, "pilots/stages/change.html", page)
