"""Opening a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.case_details.actions import cases as actions
from cases.case_details.forms.cases import LOOK_FIRST, NO_OPEN_UNIT, OpenCaseForm
from cases.case_details.queries.possible_matches import cases_with_reference
from cases.case_details.queries.referring_units import units_to_open_in
from cases.models import Case
from cases.permissions import SITE
from cases.views.form_page import render_form_with_draft
from people.access.reading_limits import check_search
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, submit_action


@guarded_site("open_case", SITE)
def open_case(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    units = units_to_open_in(scope_for(request))
    form, alike = OpenCaseForm(request.POST or None, units=units), []
    if form.is_valid():
        typed = form.cleaned_data
        if not typed.pop("is_another"):
            request.audit.set_search_text(typed["crime_reference"])
            check_search(scope_for(request), typed["crime_reference"])
            alike = cases_with_reference(typed["crime_reference"], scope_for(request))
        if not alike and submit_action(
            request, actions.open_case, verb="open_case", form=form, **typed
        ):
            messages.success(request, _("Case opened. Now add the suspects and the victims."))
            return redirect("see-case", form.result_id)
    if alike:
        form.add_error("is_another", LOOK_FIRST)
        request.audit.add_rows(Case, [case.pk for case in alike])
    return render_form_with_draft(
        request, "cases/cases/open.html", form, units=units, alike=alike, closed=NO_OPEN_UNIT
    )
