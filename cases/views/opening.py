"""Opening a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import cases as actions
from cases.forms.cases import CLOSED, LOOK_FIRST, OpenCase
from cases.models import Case
from cases.permissions import SITE
from cases.queries.matches import with_reference
from cases.queries.units import units_to_open_in
from cases.views.asking import ask
from people.guards import act, guarded_site, scope_for
from people.visits import Request


@guarded_site("open_case", SITE)
def open_case(request: Request, allowed: frozenset[str]) -> HttpResponse:
    units = units_to_open_in(scope_for(request))
    form, alike = OpenCase(request.POST or None, units=units), []
    if form.is_valid():
        typed = form.cleaned_data
        if not typed.pop("is_another"):
            alike = with_reference(typed["crime_reference"], scope_for(request))
        if not alike and act(request, actions.open_case, verb="open_case", form=form, **typed):
            messages.success(request, _("Case opened. Now add the suspects and the victims."))
            return redirect("see-case", form.outcome)
    if alike:
        form.add_error("is_another", LOOK_FIRST)
        request.visit.shows(Case, [case.pk for case in alike])
    return ask(request, "cases/cases/open.html", form, units=units, alike=alike, closed=CLOSED)
