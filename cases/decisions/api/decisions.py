"""Decisions about a suspect: authorise a charge, or propose no further action."""

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import decisions
from cases.decisions.forms import decisions as forms
from cases.decisions.queries.consultations import consultations_about_suspect as consultations_about
from cases.decisions.queries.decisions import allegations_against
from cases.models import Suspect
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(lambda: forms.AuthoriseChargeForm(allegations=[]))
@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Authorise charges for the selected allegations, with reasons."""
    allegations = allegations_against(suspect, scope_for(request))
    form = bound_form(request, forms.AuthoriseChargeForm, allegations=allegations)
    return run_case_action(request, form, decisions.authorise_charge, suspect=suspect)


@action_endpoint(lambda: forms.ProposeNoFurtherActionForm(consultations=[]))
@guarded("propose_no_further_action", Suspect, SUSPECT)
def propose_no_further_action(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Propose no further action, with reasons. A second reader then reads it."""
    consultations = consultations_about(suspect, scope_for(request))
    form = bound_form(request, forms.ProposeNoFurtherActionForm, consultations=consultations)
    return run_case_action(request, form, decisions.propose_no_further_action, suspect=suspect)
