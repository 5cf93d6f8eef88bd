"""Court facts after a charge: recorded, corrected and listed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.decisions.actions import court_facts as actions
from cases.decisions.forms import court_facts as forms
from cases.decisions.queries.court_facts import (
    charges_in_court,
    court_facts_of_case,
    is_of_earlier_prosecution,
)
from cases.models import Case, CourtFact, Suspect
from cases.permissions import CASE, COURT_FACT, SUSPECT
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("see_court_facts", Case, CASE)
def see_court_facts(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Court facts by suspect, with earlier versions of corrected ones."""
    scope = scope_for(request)
    charged = court_facts_of_case(case, scope, scope.standing_with(request.audit.capacities))
    context = {"case": case, "charged": charged, "allowed": allowed}
    return TemplateResponse(request, "cases/court_facts/see.html", context)


@guarded("record_court_fact", Suspect, SUSPECT)
def record_court_fact(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Record a hearing, plea, trial, outcome or sentence, its date and its charges."""
    charges = charges_in_court(suspect, scope_for(request))
    form = forms.RecordCourtFactForm(request.POST or None, charges=charges)
    message = _("Recorded for suspect %(n)s") % {"n": suspect.number}
    if submit_form(request, form, actions.record_court_fact, message, suspect=suspect):
        return redirect("see-court-facts", suspect.case_id)
    return render_form_with_draft(
        request, "cases/court_facts/record.html", form, suspect=suspect, case=suspect.case
    )


@guarded("correct_court_fact", CourtFact, COURT_FACT)
def correct_court_fact(
    request: GuardedRequest, fact: CourtFact, allowed: frozenset[str]
) -> HttpResponse:
    """Correct the date or result of a court fact, or record that it did not take place."""
    form = forms.CorrectCourtFactForm(request.POST or None, fact=fact)
    message = _("Corrected. What was recorded before is kept.")
    if submit_form(request, form, actions.correct_court_fact, message, fact=fact):
        return redirect("see-court-facts", fact.case_id)
    return render_form_with_draft(
        request, "cases/court_facts/correct.html", form, fact=fact, case=fact.case,
        is_earlier=is_of_earlier_prosecution(fact),
    )  # fmt: skip
