"""The victims of a case: numbers, no names."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import cases as actions
from cases.forms.cases import AddVictim
from cases.models import Case
from cases.permissions import CASE
from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("add_victim", Case, CASE)
def add_victim(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = AddVictim(request.POST or None)
    if acted(request, form, actions.add_victim, _("Victim added."), case=case):
        return redirect("see-case", case.pk)
    numbers = case.victims.for_scope(scope_for(request)).values_list("number", flat=True)
    return ask(
        request, "cases/victims/add.html", form, case=case, number=1 + max(numbers, default=0)
    )
