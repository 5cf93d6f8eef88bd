"""Conflicts of interest: declared by anybody on a case, recorded and lifted by managers."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions import conflicts as actions
from cases.forms.conflicts import DeclareConflict, LiftConflict, RecordConflictOfSide
from cases.models import Case, Conflict
from cases.permissions import CASE, CONFLICT
from cases.queries.conflicts import can_be_recorded, lines
from cases.views.asking import ask
from people.guards import acted, acted_before, guarded, scope_for
from people.visits import Request

GONE = gettext_lazy("Your conflict of interest is recorded. You can no longer see that case.")


@guarded("see_conflicts", Case, CASE)
def see_conflicts(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Everybody on the case may declare one; those who keep watch read what there is."""
    found = lines(case, scope_for(request), request.visit.capacities)
    shown = {"case": case, "conflicts": found, "allowed": allowed}
    return TemplateResponse(request, "cases/conflicts/see.html", shown)


@guarded("declare_conflict", Case, CASE, gone_to="worklist")
def declare_conflict(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = DeclareConflict(request.POST or None)
    if acted(request, form, actions.declare_conflict, GONE, case=case):
        return redirect("worklist")
    return ask(request, "cases/conflicts/declare.html", form, case=case)


@guarded("record_conflict", Case, CASE)
def record_conflict(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    people = list(can_be_recorded(case, scope_for(request)))
    form = RecordConflictOfSide(request.POST or None, people=people)
    if acted_before(request, form) or acted(
        request, form, actions.record_conflict, _("Conflict of interest recorded"), case=case
    ):
        return redirect("see-conflicts", case.pk)
    return ask(request, "cases/conflicts/record.html", form, case=case)


@guarded("lift_conflict", Conflict, CONFLICT)
def lift_conflict(request: Request, conflict: Conflict, allowed: frozenset[str]) -> HttpResponse:
    form = LiftConflict(request.POST or None)
    if acted(
        request, form, actions.lift_conflict, _("Conflict of interest lifted"), conflict=conflict
    ):
        return redirect("see-conflicts", conflict.case_id)
    return ask(request, "cases/conflicts/lift.html", form, conflict=conflict, case=conflict.case)
