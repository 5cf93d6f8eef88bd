"""The page that replays past referrals under another period."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from pilots.disclosure_control.dimensions import ALL
from pilots.forms.period_replay import TryPeriodForm
from pilots.permissions import SITE
from pilots.queries.period_replay_text import period_replay_detail, places_to_try


@guarded_site("see_what_if", SITE)
def see_what_if(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form = TryPeriodForm(request.GET or None, places=places_to_try(scope))
    found = None
    if form.is_valid():
        found = period_replay_detail(
            **form.cleaned_data | {"place": form.cleaned_data["place"] or ALL}, at=scope.at
        )
    page = {"form": form, "tried": found}
    return TemplateResponse(request, "pilots/stages/what_if.html", page)
