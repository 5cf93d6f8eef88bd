"""Opening a case."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import cases as actions
from cases.forms.cases import OpenCase
from cases.permissions import SITE
from cases.queries.units import units_to_open_in
from cases.views.asking import ask
from people.guards import act, guarded_site, scope_for


@guarded_site("open_case", SITE)
def open_case(request, allowed):
    units = units_to_open_in(scope_for(request))
    form = OpenCase(request.POST or None, units=units)
    if form.is_valid() and act(
        request, actions.open_case, verb="open_case", form=form, **form.cleaned_data
    ):
        messages.success(request, _("Case opened. Now add the suspects and the victims."))
        return redirect("see-case", form.outcome)
    return ask(request, "cases/cases/open.html", form, units=units)
