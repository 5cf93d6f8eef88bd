"""A victim's special measures, personal statement and withdrawal."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request
from victims.actions import case_support, withdrawals
from victims.actions import court_support as actions
from victims.forms.court_support import (
    ConfirmWithdrawal,
    RecordCaseSupport,
    RecordPersonalStatement,
    RecordSpecialMeasure,
    RecordWithdrawal,
    TakeWithdrawalBack,
)
from victims.models import VictimRecord, Withdrawal
from victims.permissions import RECORD, WITHDRAWAL
from victims.queries import case_support as queries_of_support
from victims.queries import court_support as queries


@guarded("see_court_support", VictimRecord, RECORD)
def see_court_support(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    withdrawn = queries.withdrawals(record, scope, request.visit.capacities)
    asked = queries_of_support.said(record, scope, [each.withdrawal for each in withdrawn])
    shown = {
        "record": record,
        "answers": asked,
        "supports": queries_of_support.stands(record, asked),
        "measures": queries.measures(record, scope),
        "statement": queries.statement(record, scope),
        "withdrawals": withdrawn,
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/court_support/see.html", shown)


@guarded("record_special_measure", VictimRecord, RECORD)
def record_special_measure(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordSpecialMeasure(request.POST or None)
    return _asked(request, form, actions.record_special_measure, record, record=record)


@guarded("record_personal_statement", VictimRecord, RECORD)
def record_personal_statement(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordPersonalStatement(request.POST or None)
    return _asked(request, form, actions.record_personal_statement, record, record=record)


@guarded("record_case_support", VictimRecord, RECORD)
def record_case_support(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordCaseSupport(request.POST or None)
    return _asked(request, form, case_support.record_case_support, record, record=record)


@guarded("record_victim_withdrawal", VictimRecord, RECORD)
def record_victim_withdrawal(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordWithdrawal(request.POST or None)
    return _asked(request, form, withdrawals.record_victim_withdrawal, record, record=record)


@guarded("confirm_victim_withdrawal", Withdrawal, WITHDRAWAL)
def confirm_victim_withdrawal(
    request: Request, withdrawal: Withdrawal, allowed: frozenset[str]
) -> HttpResponse:
    form, about = ConfirmWithdrawal(request.POST or None), {"withdrawal": withdrawal}
    act = withdrawals.confirm_victim_withdrawal
    return _asked(request, form, act, withdrawal.record, **about)


@guarded("take_back_victim_withdrawal", Withdrawal, WITHDRAWAL)
def take_back_victim_withdrawal(
    request: Request, withdrawal: Withdrawal, allowed: frozenset[str]
) -> HttpResponse:
    form, about = TakeWithdrawalBack(request.POST or None), {"withdrawal": withdrawal}
    act = withdrawals.take_back_victim_withdrawal
    return _asked(request, form, act, withdrawal.record, **about)


def _asked(
    request: Request,
    form: Form,
    action: Callable[..., object],
    victim: VictimRecord,
    /,
    **about: VictimRecord | Withdrawal,
) -> HttpResponse:
    """One form about a victim's record, and after it her support in court again."""
    if acted(request, form, action, _("Recorded"), **about):
        return redirect("see-court-support", victim.pk)
    template = f"victims/court_support/{action.__name__}.html"
    [row] = about.values()
    return ask(request, template, form, record=victim, case=row.case)
