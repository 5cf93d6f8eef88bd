"""Stop charges that were laid: the proposal, its withdrawal, and its second reader."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import charge_stop_readings as readings
from cases.decisions.actions import charge_stops as actions
from cases.decisions.forms import charge_stops as forms
from cases.decisions.queries import charge_stops as queries
from cases.decisions.queries import reviews_before_stops as befores
from cases.decisions.queries.court_facts import pleas_and_trials_of
from cases.decisions.queries.decisions import charge_in_force
from cases.decisions.queries.pairs_of_acts import charges_left_without_other_act
from cases.models import StopKind, Suspect
from cases.permissions import SUSPECT
from cases.proof.queries.undermining import proof_at_decision
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("stop_charges", Suspect, SUSPECT)
def stop_charges(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Stop charges; or propose it, where the charge had a second reader."""
    scope = scope_for(request)
    decision, _counts = charge_in_force(suspect, scope)
    is_read_twice = decision is not None and decision.read_by_id is not None
    charges = queries.charges_going_on(suspect, scope)
    form = forms.StopChargesForm(request.POST or None, charges=charges)
    is_reviewed_before = befores.is_reviewed_before_stop(suspect, at=scope.at)
    victims = {each.laid.victim_id for each in charges}
    message = _("Charges against suspect %(n)s stopped. The police are notified.")
    if request.POST.get("kind") == StopKind.ALTERED:
        message = _("Charge against suspect %(n)s replaced. The police are notified.")
    if is_read_twice:
        message = _("Proposed for suspect %(n)s. A second reader must read it.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.stop_charges, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/charge_stops/stop.html", form, suspect=suspect, case=suspect.case,
        is_read_twice=is_read_twice, before=queries.stops_of_suspect(suspect, scope),
        is_reviewed_before=is_reviewed_before,
        reviews=befores.reviews_that_hold(suspect, victims),
        proof=proof_at_decision(suspect, scope), in_court=pleas_and_trials_of(suspect, scope),
    )  # fmt: skip


@guarded("countersign_stop", Suspect, SUSPECT)
def countersign_stop(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The proposal, to countersign."""
    waiting = queries.stop_awaiting_reader(suspect, scope_for(request))
    form = forms.CountersignStopForm(
        request.POST or None, version=_stop_number(request, suspect),
        is_further=bool(waiting and waiting.kind == StopKind.FURTHER),
    )  # fmt: skip
    message = _("Charges against suspect %(n)s stopped") % {"n": suspect.number}
    if waiting and waiting.kind == StopKind.ALTERED:
        message = _("Charge against suspect %(n)s replaced") % {"n": suspect.number}
    elif waiting and waiting.kind == StopKind.FURTHER:
        message = _("Charge against suspect %(n)s added") % {"n": suspect.number}
    if submit_form(request, form, readings.countersign_stop, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _page_of_proposal(request, "countersign", form, suspect)


@guarded("decline_stop", Suspect, SUSPECT)
def decline_stop(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Decline to countersign, with a reason."""
    form = forms.DeclineStopForm(request.POST or None, version=_stop_number(request, suspect))
    message = _("Not countersigned. The charges against suspect %(n)s go on.")
    message %= {"n": suspect.number}
    if submit_form(request, form, readings.decline_stop, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _page_of_proposal(request, "decline", form, suspect)


@guarded("withdraw_stop", Suspect, SUSPECT)
def withdraw_stop(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Withdraw the proposal before it is read."""
    form = forms.WithdrawStopForm(request.POST or None)
    message = _("Withdrawn. The charges against suspect %(n)s go on.") % {"n": suspect.number}
    if submit_form(request, form, actions.withdraw_stop, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _page_of_proposal(request, "withdraw", form, suspect)


def _stop_number(request: GuardedRequest, suspect: Suspect) -> int | None:
    """Number of the proposal that the page shows."""
    stop = queries.stop_awaiting_reader(suspect, scope_for(request))
    return stop.number if stop else None


def _page_of_proposal(
    request: GuardedRequest, name: str, form: Form, suspect: Suspect
) -> HttpResponse:
    """A page about the newest proposal."""
    scope = scope_for(request)
    stops = queries.stops_of_suspect(suspect, scope)
    decision, _counts = charge_in_force(suspect, scope)
    return render_form_with_draft(
        request, f"cases/charge_stops/{name}.html", form, suspect=suspect, case=suspect.case,
        waiting=stops[0] if stops else None, decision=decision,
        left_alone=charges_left_without_other_act(suspect, scope),
        proof=proof_at_decision(suspect, scope), in_court=pleas_and_trials_of(suspect, scope),
    )  # fmt: skip
