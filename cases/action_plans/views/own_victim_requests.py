"""Pages on which the police begin a request about a victim on their own decision, or give it up."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.actions import own_victim_requests as actions
from cases.action_plans.forms import own_victim_requests as forms
from cases.action_plans.queries.victim_register import requests_of_case, victim_registers
from cases.action_plans.queries.victim_requests import victim_request_detail
from cases.models import Victim, VictimRequest
from cases.permissions import VICTIM, VICTIM_REQUEST
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("begin_victim_request", Victim, VICTIM)
def begin_victim_request(
    request: GuardedRequest, victim: Victim, allowed: frozenset[str]
) -> HttpResponse:
    """What is asked of whom, and why, below what was asked about the victim before."""
    scope = scope_for(request)
    asked = requests_of_case(victim.case, scope)
    form = forms.BeginVictimRequestForm(request.POST or None, victim=victim, register=asked)
    done = _("Request begun. Nobody has been asked yet.")
    if submit_form(request, form, actions.begin_victim_request, done, victim=victim):
        return redirect("see-victim-register", victim.case_id)
    theirs = [each for each in asked if each.victim_id in (victim.pk, None)]
    return render_form_with_draft(
        request, "cases/victim_requests/begin.html", form, case=victim.case, victim=victim,
        registers=victim_registers(theirs, scope),
    )  # fmt: skip


@guarded("drop_victim_request", VictimRequest, VICTIM_REQUEST)
def drop_victim_request(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Why it is no longer asked for."""
    form = forms.DropVictimRequestForm(request.POST or None)
    done, act = _("This is no longer asked for"), actions.drop_victim_request
    if submit_form(request, form, act, done, victim_request=row):
        return redirect("see-victim-request", row.pk)
    reading = victim_request_detail(row, scope_for(request))
    return render_form_with_draft(
        request, "cases/victim_requests/drop.html", form, reading=reading, case=row.case
    )
