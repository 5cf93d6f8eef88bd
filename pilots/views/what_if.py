"""History replayed under another period."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.guards import guarded_site, scope_for
from people.visits import Request
from pilots.forms.what_if import TryPeriod
from pilots.lattice import ALL
from pilots.permissions import SITE
from pilots.queries.what_if_words import places_to_try, tried


@guarded_site("see_what_if", SITE)
def see_what_if(request: Request, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form = TryPeriod(request.GET or None, places=places_to_try(scope))
    found = None
    if form.is_valid():
        found = tried(**form.cleaned_data | {"place": form.cleaned_data["place"] or ALL},
                      at=scope.at)  # fmt: skip
    page = {"form": form, "tried": found}
    return TemplateResponse(request, "pilots/figures/what_if.html", page)
