"""Adding a further charge to those of a suspect who is charged."""

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import further_charges as actions
from cases.decisions.forms.further_charges import AddChargeForm
from cases.decisions.queries.charge_stops import is_further_read_twice
from cases.decisions.queries.decisions import allegations_against, charge_in_force
from cases.models import Suspect
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(lambda: AddChargeForm(allegations=[]))
@guarded("add_charge", Suspect, SUSPECT)
def add_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Add a charge, on a review of what came out since the decision.

    One with an allegation, particulars, text and the day is as alleged. A second reader reads it,
    if one read the decision to charge, or charges of the unit have one now; otherwise `on` says on
    which day it was charged.
    """
    scope = scope_for(request)
    decision, _counts = charge_in_force(suspect, scope)
    form = bound_form(
        request, AddChargeForm, allegations=allegations_against(suspect, scope),
        is_day_known=decision is not None and not is_further_read_twice(suspect, decision),
    )  # fmt: skip
    return run_case_action(request, form, actions.add_charge, suspect=suspect)
