"""Recording a consultation of police and prosecutor."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import consultations as actions
from cases.decisions.forms.consultations import RecordConsultationForm
from cases.decisions.queries.consultations import possible_participants, suspects_to_consult_on
from cases.models import Case
from cases.permissions import CASE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("record_consultation", Case, CASE)
def record_consultation(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    form = RecordConsultationForm(
        request.POST or None,
        suspects=suspects_to_consult_on(case, scope),
        people=possible_participants(case, at=scope.at),
    )
    if submit_form(
        request, form, actions.record_consultation, _("Consultation recorded"), case=case
    ):
        return redirect("see-decisions", case.pk)
    return render_form_with_draft(request, "cases/decisions/consultation.html", form, case=case)
