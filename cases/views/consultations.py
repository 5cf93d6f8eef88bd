"""Police and prosecutor have met about suspects, and either of them says so."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import consultations as actions
from cases.forms.consultations import RecordConsultation
from cases.models import Case
from cases.permissions import CASE
from cases.queries.consultations import can_be_about, could_take_part
from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("record_consultation", Case, CASE)
def record_consultation(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form = RecordConsultation(
        request.POST or None,
        suspects=can_be_about(case, scope),
        people=could_take_part(case, at=scope.at),
    )
    if acted(request, form, actions.record_consultation, _("Consultation recorded"), case=case):
        return redirect("see-decisions", case.pk)
    return ask(request, "cases/decisions/consultation.html", form, case=case)
