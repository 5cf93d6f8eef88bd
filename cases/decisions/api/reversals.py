"""Setting a decision aside: the proposal, and the second reader's answer."""

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import reversal_readings as readings
from cases.decisions.actions import reversals as actions
from cases.decisions.forms import reversals as forms
from cases.decisions.queries.reversals import reversal_awaiting_reader
from cases.models import Suspect
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(forms.ReverseNoFurtherActionForm)
@guarded("reverse_no_further_action", Suspect, SUSPECT)
def reverse_no_further_action(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Propose to reconsider no further action. It stays in force until a second reader agrees."""
    form = bound_form(request, forms.ReverseNoFurtherActionForm)
    return run_case_action(request, form, actions.reverse_no_further_action, suspect=suspect)


@action_endpoint(forms.WithdrawChargeForm)
@guarded("withdraw_charge", Suspect, SUSPECT)
def withdraw_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Withdraw a charge before the police report it. A second reader reads it, if one read that."""
    form = bound_form(request, forms.WithdrawChargeForm)
    return run_case_action(request, form, actions.withdraw_charge, suspect=suspect)


@action_endpoint(forms.WithdrawDisposalForm)
@guarded("withdraw_disposal", Suspect, SUSPECT)
def withdraw_disposal(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Propose to withdraw a disposal that was not given. It is in force until a reader agrees."""
    form = bound_form(request, forms.WithdrawDisposalForm)
    return run_case_action(request, form, actions.withdraw_disposal, suspect=suspect)


@action_endpoint(forms.CountersignReversalForm)
@guarded("countersign_reversal", Suspect, SUSPECT)
def countersign_reversal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Countersign the proposal: the decision is set aside, and the suspect is decided on afresh."""
    number = _number(request, suspect)
    form = bound_form(request, forms.CountersignReversalForm, version=number)
    return run_case_action(request, form, readings.countersign_reversal, suspect=suspect)


@action_endpoint(forms.DeclineReversalForm)
@guarded("decline_reversal", Suspect, SUSPECT)
def decline_reversal(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Decline the proposal, with a reason: the decision stays in force."""
    form = bound_form(request, forms.DeclineReversalForm, version=_number(request, suspect))
    return run_case_action(request, form, readings.decline_reversal, suspect=suspect)


@action_endpoint(forms.WithdrawReversalForm)
@guarded("withdraw_reversal", Suspect, SUSPECT)
def withdraw_reversal(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Withdraw the proposal, with a reason: the decision stays in force."""
    form = bound_form(request, forms.WithdrawReversalForm)
    return run_case_action(request, form, actions.withdraw_reversal, suspect=suspect)


def _number(request: GuardedRequest, suspect: Suspect) -> int | None:
    """Number of the proposal that waits; If-Match carries the version of the suspect."""
    reversal = reversal_awaiting_reader(suspect, scope_for(request))
    return reversal.number if reversal else None
