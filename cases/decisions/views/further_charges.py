"""Add a further charge to those of a suspect who is charged."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import file_beside
from cases.decisions.actions import further_charges as actions
from cases.decisions.actions.charges_added import review_of_further_charge
from cases.decisions.forms.further_charges import AddChargeForm
from cases.decisions.queries.charge_stops import (
    charges_going_on,
    is_further_read_twice,
    stops_of_suspect,
)
from cases.decisions.queries.decisions import allegations_against, charge_in_force
from cases.models import Decision, Review, Suspect
from cases.permissions import SUSPECT
from cases.proof.queries.undermining import proof_at_decision
from cases.views.form_page import render_form_with_draft
from people.access.scopes import Refused
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("add_charge", Suspect, SUSPECT)
def add_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """Add a charge; or propose it, where the decision to charge had a second reader."""
    scope = scope_for(request)
    decision, _counts = charge_in_force(suspect, scope)
    is_read_twice = decision is not None and is_further_read_twice(suspect, decision)
    form = AddChargeForm(
        request.POST or None, allegations=allegations_against(suspect, scope),
        is_day_known=not is_read_twice,
    )  # fmt: skip
    message = _("Charge added for suspect %(n)s. The police are notified.")
    if is_read_twice:
        message = _("Proposed for suspect %(n)s. A second reader must read it.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.add_charge, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/charge_stops/add.html", form, suspect=suspect, case=suspect.case,
        is_read_twice=is_read_twice, before=stops_of_suspect(suspect, scope),
        going_on=charges_going_on(suspect, scope), proof=proof_at_decision(suspect, scope),
        file=file_beside(suspect.case, [suspect], scope), review=decision and _review_of(decision),
    )  # fmt: skip


def _review_of(decision: Decision) -> Review | None:
    """The review on which a further charge can be based now, or None."""
    try:
        return review_of_further_charge(decision, [])
    except Refused:
        return None
