"""The victims of a case: numbers, no names."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.case_details.actions import cases as actions
from cases.case_details.forms.cases import AddVictimForm
from cases.models import Case
from cases.permissions import CASE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("add_victim", Case, CASE)
def add_victim(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = AddVictimForm(request.POST or None)
    if submit_form(request, form, actions.add_victim, _("Victim added."), case=case):
        return redirect("see-case", case.pk)
    numbers = case.victims.for_scope(scope_for(request)).values_list("number", flat=True)
    return render_form_with_draft(
        request, "cases/victims/add.html", form, case=case, number=1 + max(numbers, default=0)
    )
