"""The matrix of proof of a case, and recording what bears on a point and what is missing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Bearing, Case, Gap, Suspect
from cases.permissions import BEARING, CASE, GAP, SUSPECT
from cases.proof.actions import entries as actions
from cases.proof.forms import entries as forms
from cases.proof.place_texts import place_choices
from cases.proof.proof_texts import lead_sentences
from cases.proof.queries.page import documents_to_name, material_to_name, page_of_proof
from cases.proof.queries.places import proof_subjects
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("see_proof", Case, CASE)
def see_proof(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """The proof against one suspect of the case: the one asked for, or else the first."""
    asked = request.GET
    found = page_of_proof(
        case, scope_for(request), number=asked.get("suspect", ""), tick=asked.get("tick", ""),
        show=asked.get("show", ""),
    )  # fmt: skip
    lead = lead_sentences(found.matrix) if found.matrix else []
    page = {
        "case": case, "page": found, "matrix": found.matrix, "lead": lead, "allowed": allowed,
    }  # fmt: skip
    return TemplateResponse(request, "cases/proof/see.html", page)


@guarded("add_bearing", Suspect, SUSPECT)
def add_bearing(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddBearingForm(
        request.POST or None,
        documents=documents_to_name(suspect, scope_for(request)),
        held=material_to_name(suspect, scope_for(request)),
        **_offered(request, suspect),
    )
    if submit_form(request, form, actions.add_bearing, _("Recorded"), suspect=suspect):
        return redirect(_page_of_suspect(suspect))
    return _entry_page(request, "add_bearing", form, suspect)


@guarded("add_gap", Suspect, SUSPECT)
def add_gap(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddGapForm(request.POST or None, **_offered(request, suspect))
    if submit_form(request, form, actions.add_gap, _("Gap recorded"), suspect=suspect):
        return redirect(_page_of_suspect(suspect))
    return _entry_page(request, "add_gap", form, suspect)


@guarded("remove_bearing", Bearing, BEARING)
def remove_bearing(
    request: GuardedRequest, bearing: Bearing, allowed: frozenset[str]
) -> HttpResponse:
    form, suspect = forms.RemoveBearingForm(request.POST or None), _suspect_of(request, bearing)
    if submit_form(request, form, actions.remove_bearing, _("Removed"), bearing=bearing):
        return redirect(_page_of_suspect(suspect))
    return _entry_page(request, "remove_bearing", form, suspect, entry=bearing)


@guarded("close_gap", Gap, GAP)
def close_gap(request: GuardedRequest, gap: Gap, allowed: frozenset[str]) -> HttpResponse:
    form, suspect = forms.CloseGapForm(request.POST or None), _suspect_of(request, gap)
    if submit_form(request, form, actions.close_gap, _("Gap closed"), gap=gap):
        return redirect(_page_of_suspect(suspect))
    return _entry_page(request, "close_gap", form, suspect, entry=gap)


def _offered(request: GuardedRequest, suspect: Suspect) -> dict[str, Any]:
    """The points to choose from, the reader's side, and the point that a link preselects."""
    scope = scope_for(request)
    places = place_choices(proof_subjects(suspect, scope))
    chosen = [key for key, _label in places if key == request.GET.get("point")]
    return {"places": places, "side": scope.side, "initial": {"points": chosen}}


def _suspect_of(request: GuardedRequest, entry: Bearing | Gap) -> Suspect:
    rows = Suspect.objects.for_scope(scope_for(request)).select_related("case")
    return rows.get(pk=entry.suspect_id)


def _page_of_suspect(suspect: Suspect) -> str:
    return f"{reverse('see-proof', args=[suspect.case_id])}?suspect={suspect.number}"


def _entry_page(
    request: GuardedRequest, name: str, form: Any, suspect: Suspect, **page: Any
) -> HttpResponse:
    facts: dict[str, Any] = {
        "suspect": suspect, "case": suspect.case, "proof": _page_of_suspect(suspect),
    }  # fmt: skip
    return render_form_with_draft(request, f"cases/proof/{name}.html", form, **facts | page)
