"""What is alleged: against whom, to whom, and when."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import cases as actions
from cases.forms.allegations import AddAllegation
from cases.models import Case
from cases.permissions import CASE
from cases.queries.referrals import to_accuse
from cases.views.asking import ask
from people.guards import acted, guarded, scope_for


@guarded("add_allegation", Case, CASE)
def add_allegation(request, case, allowed):
    scope = scope_for(request)
    victims = list(case.victims.for_scope(scope).order_by("number"))
    choosing = to_accuse(case, scope)
    suspects = choosing.everyone if request.method == "POST" else choosing.ready
    form = AddAllegation(request.POST or None, victims=victims, suspects=suspects)
    if acted(request, form, actions.add_allegation, _("Allegation added."), case=case):
        return redirect("see-case", case.pk)
    return ask(
        request, "cases/allegations/add.html", form, case=case, victims=victims, choosing=choosing
    )
