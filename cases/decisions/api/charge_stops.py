"""Stopping charges that were laid: the proposal, and the second reader's answer."""

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import charge_stop_readings as readings
from cases.decisions.actions import charge_stops as actions
from cases.decisions.forms import charge_stops as forms
from cases.decisions.queries import charge_stops as queries
from cases.models import Suspect
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(lambda: forms.StopChargesForm(charges=[]))
@guarded("stop_charges", Suspect, SUSPECT)
def stop_charges(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Stop charges of the newest report. A second reader reads it, if one read the charge."""
    charges = queries.charges_going_on(suspect, scope_for(request))
    form = bound_form(request, forms.StopChargesForm, charges=charges)
    return run_case_action(request, form, actions.stop_charges, suspect=suspect)


@action_endpoint(forms.CountersignStopForm)
@guarded("countersign_stop", Suspect, SUSPECT)
def countersign_stop(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Countersign the proposal: the charges are stopped."""
    form = bound_form(request, forms.CountersignStopForm, version=_stop_number(request, suspect))
    return run_case_action(request, form, readings.countersign_stop, suspect=suspect)


@action_endpoint(forms.DeclineStopForm)
@guarded("decline_stop", Suspect, SUSPECT)
def decline_stop(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Decline the proposal, with a reason: the charges go on."""
    form = bound_form(request, forms.DeclineStopForm, version=_stop_number(request, suspect))
    return run_case_action(request, form, readings.decline_stop, suspect=suspect)


@action_endpoint(forms.WithdrawStopForm)
@guarded("withdraw_stop", Suspect, SUSPECT)
def withdraw_stop(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Withdraw the proposal, with a reason: the charges go on."""
    form = bound_form(request, forms.WithdrawStopForm)
    return run_case_action(request, form, actions.withdraw_stop, suspect=suspect)


def _stop_number(request: GuardedRequest, suspect: Suspect) -> int | None:
    """Number of the proposal that waits; If-Match carries the version of the suspect."""
    stop = queries.stop_awaiting_reader(suspect, scope_for(request))
    return stop.number if stop else None
