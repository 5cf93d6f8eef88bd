"""What has changed since an Area takes part in a pilot, by a measure that is registered for it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from people.guards import guarded_site, scope_for
from people.visits import Request
from pilots import national
from pilots.models import PilotArea
from pilots.permissions import SITE
from pilots.queries.change_pages import read
from pilots.queries.change_words import NOTES, lines
from pilots.queries.places import areas_of


@guarded_site("see_figure_change", SITE)
def see_figure_change(
    request: Request, allowed: frozenset[str], pk: int, name: str
) -> HttpResponse:
    scope = scope_for(request)
    area = get_object_or_404(areas_of(scope).select_related("pilot", "area"), pk=pk)
    registered = get_object_or_404(area.pilot.measures.select_related("by"), measure=name)
    request.visit.shows(PilotArea, [area.pk])
    reading = read(area, registered, at=scope.at)
    page = {
        "reading": reading, "notes": NOTES, "lines": lines(area, reading.compared),
        "published": national.beside(name), "caution": national.CAUTION,
    }  # fmt: skip
    return TemplateResponse(request, "pilots/figures/change.html", page)
