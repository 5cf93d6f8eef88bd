"""Requests for material about a victim on the police's own decision: begun, and given up."""

from cases.action_plans.actions import own_victim_requests as actions
from cases.action_plans.forms import own_victim_requests as forms
from cases.action_plans.queries.victim_register import requests_of_case
from cases.api.case_endpoint import run_case_action
from cases.models import Victim, VictimRequest
from cases.permissions import VICTIM, VICTIM_REQUEST
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(forms.BeginVictimRequestForm, creates=True)
@guarded("begin_victim_request", Victim, VICTIM)
def begin_victim_request(
    request: GuardedRequest, victim: Victim, allowed: frozenset[str]
) -> Answer:
    """
    Begin a request about a victim: what is asked of whom, and why. Nobody has been asked yet.

    again_because is required where the same was asked for before. The CPS reads it once it knows of
    the victim.
    """
    asked = requests_of_case(victim.case, scope_for(request))
    form = bound_form(request, forms.BeginVictimRequestForm, victim=victim, register=asked)
    return run_case_action(request, form, actions.begin_victim_request, victim=victim)


@action_endpoint(forms.DropVictimRequestForm)
@guarded("drop_victim_request", VictimRequest, VICTIM_REQUEST)
def drop_victim_request(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> Answer:
    """
    Give up a request that the police began themselves, with the reason.

    One that an action of a plan asks for ends with its action.
    """
    form = bound_form(request, forms.DropVictimRequestForm)
    return run_case_action(request, form, actions.drop_victim_request, victim_request=row)
