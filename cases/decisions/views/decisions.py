"""Decisions about one suspect: to charge, or a proposal to take no further action."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import file_beside
from cases.decisions.actions import decisions
from cases.decisions.forms import decisions as forms
from cases.decisions.queries.consultations import consultations_about_suspect
from cases.decisions.queries.decisions import (
    decision_awaiting_second_reader,
    decision_consequences,
    decisions_page,
    last_charge_wording,
    last_nfa_wording,
)
from cases.decisions.views.charge_page import ChargePage
from cases.decisions.views.disposals import revise_disposal
from cases.models import Case, Decision, DecisionKind, Suspect
from cases.models.decision import DISPOSAL_KINDS
from cases.permissions import CASE, SUSPECT
from cases.proof.queries.undermining import proof_at_decision
from cases.views.form_page import render_form_with_draft
from people.models.nullable import not_null
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """State the counts of a charge, with reasons: authorise it, or propose it to a reader."""
    scope = scope_for(request)
    is_read_twice = not_null(suspect.cps_unit).charges_are_read_twice
    told = _("Charge authorised for suspect %(n)s. The police have been notified.")
    if is_read_twice:
        told = _("Charge proposed for suspect %(n)s. A second reader must read it.")
    before = last_charge_wording(suspect, scope)
    charge = ChargePage(request, suspect, forms.AuthoriseChargeForm, before)
    if charge.submit("authorise_charge", decisions.authorise_charge, told % {"n": suspect.number}):
        return redirect("see-case", suspect.case_id)
    return _decision_page(
        request, "cases/decisions/authorise_charge.html", charge.form, suspect,
        is_read_twice=is_read_twice, before=before, **charge.context,
    )  # fmt: skip


@guarded("propose_no_further_action", Suspect, SUSPECT)
def propose_no_further_action(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Propose no further action; a second reader then reads it."""
    scope = scope_for(request)
    before = last_nfa_wording(suspect, scope)
    form = forms.ProposeNoFurtherActionForm(
        request.POST or None,
        consultations=consultations_about_suspect(suspect, scope),
        before=before,
    )
    message = _("No further action proposed for suspect %(n)s. A second reader must read it.")
    message %= {"n": suspect.number}
    if submit_form(request, form, decisions.propose_no_further_action, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    template = "cases/decisions/no_further_action.html"
    return _decision_page(request, template, form, suspect, before=before)


@guarded("revise_decision", Suspect, SUSPECT)
def revise_decision(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Write a new wording of a decision that waits for a second reader."""
    scope = scope_for(request)
    now = decision_awaiting_second_reader(suspect, scope)
    if now and now.kind == DecisionKind.CHARGE:
        return _revise_charge(request, suspect, now)
    if now and now.kind in DISPOSAL_KINDS:
        return revise_disposal(request, suspect, now)
    form = forms.ReviseDecisionForm(
        request.POST or None, consultations=consultations_about_suspect(suspect, scope), before=now,
        version=now and now.number,
    )  # fmt: skip
    message = _("Proposed decision changed. A second reader must read it.")
    if submit_form(request, form, decisions.revise_decision, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/decisions/revise.html", form, suspect=suspect, case=suspect.case,
        decision=now, questions=["stage", "consultation", "rationale"],
        proof=proof_at_decision(suspect, scope), file=file_beside(suspect.case, [suspect], scope),
    )  # fmt: skip


def _revise_charge(request: GuardedRequest, suspect: Suspect, now: Decision) -> HttpResponse:
    """Write a new wording of a charge that waits for a second reader."""
    scope = scope_for(request)
    charge = ChargePage(request, suspect, forms.ReviseChargeForm, now, version=now.number)
    told = _("Proposed decision changed. A second reader must read it.")
    if charge.submit("revise_decision", decisions.revise_charge, told):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/decisions/revise_charge.html", charge.form, suspect=suspect,
        case=suspect.case, decision=now, proof=proof_at_decision(suspect, scope),
        file=file_beside(suspect.case, [suspect], scope), **charge.context,
    )  # fmt: skip


@guarded("withdraw_decision", Suspect, SUSPECT)
def withdraw_decision(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Withdraw a proposed decision before it is read."""
    form = forms.WithdrawDecisionForm(request.POST or None)
    message = _("Suspect %(n)s is back with you") % {"n": suspect.number}
    if submit_form(request, form, decisions.withdraw_decision, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/decisions/withdraw.html", form, suspect=suspect, case=suspect.case,
        decision=decision_awaiting_second_reader(suspect, scope_for(request)),
    )  # fmt: skip


@guarded("see_decisions", Case, CASE)
def see_decisions(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Every wording of every decision on a case, its second readers, and consultations."""
    context = {"case": case, "page": decisions_page(case, scope_for(request)), "allowed": allowed}
    return TemplateResponse(request, "cases/decisions/see.html", context)


def _decision_page(
    request: GuardedRequest, template: str, form: Form, suspect: Suspect, **more: Any
) -> HttpResponse:
    scope = scope_for(request)
    return render_form_with_draft(
        request, template, form, suspect=suspect, case=suspect.case,
        follows=decision_consequences(suspect, scope),
        file=file_beside(suspect.case, [suspect], scope), **more,
    )  # fmt: skip
