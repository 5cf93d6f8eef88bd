"""Transfers: a manager offers a case to another CPS unit, whose manager accepts or declines."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.allocation.actions import transfers as actions
from cases.allocation.forms import transfers as forms
from cases.allocation.queries.transfers import transfer_detail, units_to_offer_to
from cases.models import Case, Transfer
from cases.permissions import CASE, TRANSFER
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("propose_transfer", Case, CASE)
def propose_transfer(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    units = list(units_to_offer_to(case, at=scope_for(request).at))
    form = forms.ProposeTransferForm(request.POST or None, units=units)
    message = _("Case offered. It is yours until the other unit accepts.")
    if submit_form(request, form, actions.propose_transfer, message, case=case):
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, "cases/transfers/propose.html", form, case=case, units=units
    )


@guarded("withdraw_transfer", Case, CASE)
def withdraw_transfer(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = forms.WithdrawTransferForm(request.POST or None)
    message = _("Offer withdrawn. The case stays with your unit.")
    if submit_form(request, form, actions.withdraw_transfer, message, case=case):
        return redirect("see-case", case.pk)
    return render_form_with_draft(request, "cases/transfers/withdraw.html", form, case=case)


@guarded("see_transfer", Transfer, TRANSFER)
def see_transfer(
    request: GuardedRequest, transfer: Transfer, allowed: frozenset[str]
) -> HttpResponse:
    """What the managers of the other unit may know before they accept."""
    reading = transfer_detail(transfer, scope_for(request))
    page = {"reading": reading, "transfer": transfer, "allowed": allowed}
    return TemplateResponse(request, "cases/transfers/see.html", page)


@guarded("accept_transfer", Transfer, TRANSFER)
def accept_transfer(
    request: GuardedRequest, transfer: Transfer, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AcceptTransferForm(request.POST or None)
    message = _("Your unit has the case now.")
    if submit_form(request, form, actions.accept_transfer, message, transfer=transfer):
        return redirect("see-case", transfer.case_id)
    return _transfer_form_page(request, transfer, form, "cases/transfers/accept.html")


@guarded("decline_transfer", Transfer, TRANSFER)
def decline_transfer(
    request: GuardedRequest, transfer: Transfer, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.DeclineTransferForm(request.POST or None)
    message = _("Declined. The unit that has the case has been notified.")
    if submit_form(request, form, actions.decline_transfer, message, transfer=transfer):
        return redirect("see-transfer", transfer.pk)
    return _transfer_form_page(request, transfer, form, "cases/transfers/decline.html")


def _transfer_form_page(
    request: GuardedRequest, transfer: Transfer, form: Form, template: str
) -> HttpResponse:
    """Form page below the facts of the offer; a refusal may say that the offer has ended."""
    reading = transfer_detail(transfer, scope_for(request))
    return render_form_with_draft(request, template, form, transfer=transfer, reading=reading)
