"""Adding and correcting allegations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.case_details.actions import allegations
from cases.case_details.actions import cases as actions
from cases.case_details.forms.allegations import (
    AddAllegationForm,
    AllegationForm,
    CorrectAllegationForm,
)
from cases.case_details.queries.allegation_readers import (
    known_to_cps,
    who_reads_addition,
    who_reads_correction,
)
from cases.case_details.queries.allegations import suspects_to_accuse
from cases.models import Allegation, Case, Suspect
from cases.offences.judgement_texts import judgement_text
from cases.permissions import ALLEGATION, CASE, SUSPECT
from cases.permissions.suspects import check_open_to_corrections
from cases.views.form_page import render_form_with_draft
from people.access.scopes import standing_on
from people.web.audit_context import GuardedRequest
from people.web.guards import SAFE_METHODS, guarded, scope_for, submit_form


@guarded("add_allegation", Case, CASE)
def add_allegation(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    victims = list(case.victims.for_scope(scope).order_by("number"))
    choosing = suspects_to_accuse(case, scope)
    suspects = choosing.everyone if request.method == "POST" else choosing.ready
    form = AddAllegationForm(
        request.POST or None, victims=victims, suspects=suspects, told=request.POST.get("told", "")
    )
    if submit_form(request, form, actions.add_allegation, _("Allegation added."), case=case):
        _flash_judgement(request, form)
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, "cases/allegations/add.html", form, case=case, victims=victims, choosing=choosing,
        readers=who_reads_addition(choosing.ready, victims),
        told=known_to_cps(choosing.ready, victims),
    )  # fmt: skip


@guarded("correct_allegation", Allegation, ALLEGATION)
def correct_allegation(
    request: GuardedRequest, allegation: Allegation, allowed: frozenset[str]
) -> HttpResponse:
    """Correct the victim, offence or dates of an allegation, with a reason."""
    scope = scope_for(request)
    suspect = Suspect.objects.for_scope(scope).select_related("case").get(pk=allegation.suspect_id)
    stages = request.method in SAFE_METHODS
    SUSPECT.check(standing_on(scope, suspect), "add_allegation", suspect, stages=stages)
    if stages:
        check_open_to_corrections(standing_on(scope, suspect), suspect)
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    allegation.suspect = suspect
    form = CorrectAllegationForm(
        request.POST or None, allegation=allegation, victims=victims,
        told=request.POST.get("told", ""),
    )  # fmt: skip
    message = _("Corrected. What was recorded before is kept.")
    if submit_form(request, form, allegations.correct_allegation, message, allegation=allegation):
        _flash_judgement(request, form)
        return redirect("see-case", allegation.case_id)
    return render_form_with_draft(
        request, "cases/allegations/correct.html", form, case=suspect.case, suspect=suspect,
        readers=who_reads_correction(suspect, victims), told=known_to_cps([suspect], victims),
    )  # fmt: skip


def _flash_judgement(request: GuardedRequest, form: AllegationForm) -> None:
    """Flash what a lawyer must look at, or that the allegation cannot be charged."""
    if form.judgement and (text := judgement_text(form.judgement)):
        messages.warning(request, text)
