"""Set a decision aside: the proposal, its withdrawal, and its second reader."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import reversal_readings as readings
from cases.decisions.actions import reversals as actions
from cases.decisions.forms import reversals as forms
from cases.decisions.queries import reversals as queries
from cases.decisions.queries.decisions import charge_in_force, decision_in_force
from cases.decisions.queries.disposals import disposal_in_force, disposal_rows
from cases.models import Reversal, Suspect
from cases.permissions import SUSPECT
from cases.proof.queries.undermining import proof_at_decision
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("reverse_no_further_action", Suspect, SUSPECT)
def reverse_no_further_action(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Propose it, on a ground and for a reason; a second reader then reads it."""
    form = forms.ReverseNoFurtherActionForm(request.POST or None)
    message = _("Proposed for suspect %(n)s. A second reader must read it.") % {"n": suspect.number}
    if submit_form(request, form, actions.reverse_no_further_action, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    scope = scope_for(request)
    return render_form_with_draft(
        request, "cases/reversals/propose.html", form, suspect=suspect, case=suspect.case,
        decision=decision_in_force(suspect, scope),
        before=queries.reversals_before(suspect, scope),
        proof=proof_at_decision(suspect, scope),
    )  # fmt: skip


@guarded("withdraw_charge", Suspect, SUSPECT)
def withdraw_charge(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Withdraw an authorised charge; or propose it, where the charge had a second reader."""
    scope = scope_for(request)
    decision, charges = charge_in_force(suspect, scope)
    is_read_twice = decision is not None and decision.read_by_id is not None
    form = forms.WithdrawChargeForm(request.POST or None)
    message = _("Charge withdrawn. Suspect %(n)s is back with you, and the police are notified.")
    if is_read_twice:
        message = _("Proposed for suspect %(n)s. A second reader must read it.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.withdraw_charge, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/reversals/withdraw_charge.html", form, suspect=suspect, case=suspect.case,
        decision=decision, charges=charges, is_read_twice=is_read_twice,
        before=queries.reversals_before(suspect, scope),
        proof=proof_at_decision(suspect, scope),
    )  # fmt: skip


@guarded("withdraw_disposal", Suspect, SUSPECT)
def withdraw_disposal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Propose to withdraw a disposal that was not given; a second reader then reads it."""
    form = forms.WithdrawDisposalForm(request.POST or None)
    message = _("Proposed for suspect %(n)s. A second reader must read it.") % {"n": suspect.number}
    if submit_form(request, form, actions.withdraw_disposal, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    scope = scope_for(request)
    decision = disposal_in_force(suspect, scope)
    return render_form_with_draft(
        request, "cases/reversals/withdraw_disposal.html", form, suspect=suspect,
        case=suspect.case, decision=decision, disposal=disposal_rows(decision),
        before=queries.reversals_before(suspect, scope),
        proof=proof_at_decision(suspect, scope),
    )  # fmt: skip


@guarded("countersign_reversal", Suspect, SUSPECT)
def countersign_reversal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The proposal beside the decision, to countersign."""
    reversal = queries.reversal_awaiting_reader(suspect, scope_for(request))
    form = forms.CountersignReversalForm(
        request.POST or None, version=reversal.number if reversal else None
    )
    message = _("Decision on suspect %(n)s set aside")
    message %= {"n": suspect.number}
    if submit_form(request, form, readings.countersign_reversal, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _reading_page(request, "countersign", form, suspect, reversal)


@guarded("decline_reversal", Suspect, SUSPECT)
def decline_reversal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Decline to countersign, with a reason."""
    reversal = queries.reversal_awaiting_reader(suspect, scope_for(request))
    form = forms.DeclineReversalForm(
        request.POST or None, version=reversal.number if reversal else None
    )
    message = _("Not countersigned. The decision on suspect %(n)s stays in force.")
    message %= {"n": suspect.number}
    if submit_form(request, form, readings.decline_reversal, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _reading_page(request, "decline", form, suspect, reversal)


@guarded("withdraw_reversal", Suspect, SUSPECT)
def withdraw_reversal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Withdraw the proposal before it is read."""
    form = forms.WithdrawReversalForm(request.POST or None)
    message = _("Withdrawn. The decision on suspect %(n)s stays in force.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.withdraw_reversal, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    reversal = queries.reversal_awaiting_reader(suspect, scope_for(request))
    return render_form_with_draft(
        request, "cases/reversals/withdraw.html", form, suspect=suspect, case=suspect.case,
        waiting=queries.reversal_detail(reversal) if reversal else None,
    )  # fmt: skip


def _reading_page(
    request: GuardedRequest, name: str, form: Form, suspect: Suspect, reversal: Reversal | None
) -> HttpResponse:
    scope = scope_for(request)
    disposal = disposal_in_force(suspect, scope)
    return render_form_with_draft(
        request, f"cases/reversals/{name}.html", form, suspect=suspect, case=suspect.case,
        waiting=queries.reversal_detail(reversal) if reversal else None,
        decision=reversal.decision if reversal else None, disposal=disposal_rows(disposal),
        proof=proof_at_decision(suspect, scope),
    )  # fmt: skip
