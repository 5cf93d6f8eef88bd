"""Entries in the matrix of proof: what bears on a point, what is missing, and their end."""

from typing import Any

from cases.api.case_endpoint import run_case_action
from cases.models import Bearing, Gap, Suspect
from cases.permissions import BEARING, GAP, SUSPECT
from cases.proof.actions import entries as actions
from cases.proof.forms import entries as forms
from cases.proof.place_texts import place_choices
from cases.proof.queries.page import documents_to_name, material_to_name
from cases.proof.queries.places import proof_subjects
from people.access.scopes import Scope
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.models import Side
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for

OF_THE_CPS: dict[str, Any] = {"places": [], "side": Side.CPS}  # whose form asks the most


@action_endpoint(lambda: forms.AddBearingForm(documents=[], held=[], **OF_THE_CPS), creates=True)
@guarded("add_bearing", Suspect, SUSPECT)
def add_bearing(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Record what bears on points to prove, by their keys: an entry for each.

    The id is that of the first entry. Only the CPS may keep an entry to its side (is_kept).
    """
    scope = scope_for(request)
    form = bound_form(
        request, forms.AddBearingForm, documents=documents_to_name(suspect, scope),
        held=material_to_name(suspect, scope), **_offered(suspect, scope),
    )  # fmt: skip
    return run_case_action(request, form, actions.add_bearing, suspect=suspect)


@action_endpoint(lambda: forms.AddGapForm(**OF_THE_CPS), creates=True)
@guarded("add_gap", Suspect, SUSPECT)
def add_gap(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Record what is missing to prove points, by their keys: a gap for each.

    The id is that of the first gap. Only the CPS may keep a gap to its side (is_kept).
    """
    form = bound_form(request, forms.AddGapForm, **_offered(suspect, scope_for(request)))
    return run_case_action(request, form, actions.add_gap, suspect=suspect)


@action_endpoint(forms.RemoveBearingForm)
@guarded("remove_bearing", Bearing, BEARING)
def remove_bearing(request: GuardedRequest, bearing: Bearing, allowed: frozenset[str]) -> Answer:
    """Remove what one's own side recorded, with a reason; it stays listed as removed."""
    form = bound_form(request, forms.RemoveBearingForm)
    return run_case_action(request, form, actions.remove_bearing, bearing=bearing)


@action_endpoint(forms.CloseGapForm)
@guarded("close_gap", Gap, GAP)
def close_gap(request: GuardedRequest, gap: Gap, allowed: frozenset[str]) -> Answer:
    """Close a gap that was filled or is not needed, with a reason."""
    form = bound_form(request, forms.CloseGapForm)
    return run_case_action(request, form, actions.close_gap, gap=gap)


def _offered(suspect: Suspect, scope: Scope) -> dict[str, Any]:
    """The points to choose from, and the caller's side."""
    return {"places": place_choices(proof_subjects(suspect, scope)), "side": scope.side}
