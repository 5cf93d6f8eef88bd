"""A manager offers a case to another CPS unit; a manager there takes it over, or declines."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import transfers as actions
from cases.forms import transfers as forms
from cases.models import Case, Transfer
from cases.permissions import CASE, TRANSFER
from cases.queries.transfers import read, units_to_offer_to
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("propose_transfer", Case, CASE)
def propose_transfer(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    units = list(units_to_offer_to(case, at=scope_for(request).at))
    form = forms.ProposeTransfer(request.POST or None, units=units)
    told = _("Case offered. It is yours until the other unit accepts.")
    if acted(request, form, actions.propose_transfer, told, case=case):
        return redirect("see-case", case.pk)
    return ask(request, "cases/transfers/propose.html", form, case=case, units=units)


@guarded("withdraw_transfer", Case, CASE)
def withdraw_transfer(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = forms.WithdrawTransfer(request.POST or None)
    told = _("Offer withdrawn. The case stays with your unit.")
    if acted(request, form, actions.withdraw_transfer, told, case=case):
        return redirect("see-case", case.pk)
    return ask(request, "cases/transfers/withdraw.html", form, case=case)


@guarded("see_transfer", Transfer, TRANSFER)
def see_transfer(request: Request, transfer: Transfer, allowed: frozenset[str]) -> HttpResponse:
    """What the managers of the other unit may know before the case is theirs."""
    reading = read(transfer, scope_for(request))
    page = {"reading": reading, "transfer": transfer, "allowed": allowed}
    return TemplateResponse(request, "cases/transfers/see.html", page)


@guarded("accept_transfer", Transfer, TRANSFER)
def accept_transfer(request: Request, transfer: Transfer, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AcceptTransfer(request.POST or None)
    told = _("Your unit has the case now.")
    if acted(request, form, actions.accept_transfer, told, transfer=transfer):
        return redirect("see-case", transfer.case_id)
    return _asked(request, transfer, form, "cases/transfers/accept.html")


@guarded("decline_transfer", Transfer, TRANSFER)
def decline_transfer(request: Request, transfer: Transfer, allowed: frozenset[str]) -> HttpResponse:
    form = forms.DeclineTransfer(request.POST or None)
    told = _("Declined. The unit that has the case has been notified.")
    if acted(request, form, actions.decline_transfer, told, transfer=transfer):
        return redirect("see-transfer", transfer.pk)
    return _asked(request, transfer, form, "cases/transfers/decline.html")


def _asked(request: Request, transfer: Transfer, form: Form, template: str) -> HttpResponse:
    """The question, beneath what is known of the offer; a refusal may say that it has ended."""
    reading = read(transfer, scope_for(request))
    return ask(request, template, form, transfer=transfer, reading=reading)
