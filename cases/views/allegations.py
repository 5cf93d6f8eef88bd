"""What is alleged: against whom, to whom, and when."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import allegations
from cases.actions import cases as actions
from cases.forms.allegations import AddAllegation, CorrectAllegation
from cases.models import Allegation, Case, Suspect
from cases.permissions import ALLEGATION, CASE, SUSPECT
from cases.queries.referrals import to_accuse
from cases.views.asking import ask
from people.access import standing
from people.guards import READS, acted, guarded, scope_for
from people.visits import Request


@guarded("add_allegation", Case, CASE)
def add_allegation(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
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


@guarded("correct_allegation", Allegation, ALLEGATION)
def correct_allegation(
    request: Request, allegation: Allegation, allowed: frozenset[str]
) -> HttpResponse:
    """Another victim, offence or date, and why."""
    scope = scope_for(request)
    suspect = Suspect.objects.for_scope(scope).select_related("case").get(pk=allegation.suspect_id)
    stages = request.method in READS
    SUSPECT.check(standing(scope, suspect), "add_allegation", suspect, stages=stages)
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    form = CorrectAllegation(request.POST or None, allegation=allegation, victims=victims)
    told = _("Corrected. What was recorded before is kept.")
    if acted(request, form, allegations.correct_allegation, told, allegation=allegation):
        return redirect("see-case", allegation.case_id)
    return ask(request, "cases/allegations/correct.html", form, case=suspect.case, suspect=suspect)
