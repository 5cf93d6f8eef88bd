"""The second reading of a proposed decision: countersigned, or declined with a reason."""

from typing import Any

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import countersignatures as actions
from cases.decisions.forms import read_numbers as forms
from cases.decisions.queries.decisions import decision_awaiting_second_reader
from cases.forms.read_numbers import NumberReadForm
from cases.models import Suspect
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(forms.CountersignDecisionApiForm)
@guarded("countersign_decision", Suspect, SUSPECT)
def countersign_decision(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """
    Countersign a proposed decision, which comes into force, as somebody who wrote none of it.

    number: of the wording that was read, which reading the case gives.
    """
    form = _form_about_wording(request, suspect, forms.CountersignDecisionApiForm)
    return run_case_action(request, form, actions.countersign_decision, suspect=suspect)


@action_endpoint(forms.DeclineDecisionApiForm)
@guarded("decline_decision", Suspect, SUSPECT)
def decline_decision(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Decline to countersign, with a reason; the prosecutor decides again."""
    form = _form_about_wording(request, suspect, forms.DeclineDecisionApiForm)
    return run_case_action(request, form, actions.decline_decision, suspect=suspect)


def _form_about_wording(
    request: GuardedRequest, suspect: Suspect, kind: type[NumberReadForm]
) -> Any:
    """The form bound to the call, about the wording that waits."""
    decision = decision_awaiting_second_reader(suspect, scope_for(request))
    return bound_form(request, kind, version=decision and decision.number)
