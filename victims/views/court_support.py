"""A victim's special measures, personal statement and withdrawal."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from victims.actions import case_support, withdrawals
from victims.actions import court_support as actions
from victims.forms.court_support import (
    ConfirmWithdrawalForm,
    RecordCaseSupportForm,
    RecordPersonalStatementForm,
    RecordSpecialMeasureForm,
    RecordWithdrawalForm,
    TakeBackWithdrawalForm,
)
from victims.models import VictimRecord, Withdrawal
from victims.permissions import RECORD, WITHDRAWAL
from victims.queries import case_support as queries_of_support
from victims.queries import court_support as queries


@guarded("see_court_support", VictimRecord, RECORD)
def see_court_support(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    withdrawn = queries.withdrawals_of_victim(record, scope, request.audit.capacities)
    rows = queries_of_support.case_support_rows(
        record, scope, [each.withdrawal for each in withdrawn]
    )
    context = {
        "record": record,
        "answers": rows,
        "supports": queries_of_support.current_case_support_text(record, rows),
        "measures": queries.special_measures_of_victim(record, scope),
        "statement": queries.statement_entries_of_victim(record, scope),
        "withdrawals": withdrawn,
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/court_support/see.html", context)


@guarded("record_special_measure", VictimRecord, RECORD)
def record_special_measure(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordSpecialMeasureForm(request.POST or None)
    return _court_support_form_page(
        request, form, actions.record_special_measure, record, record=record
    )


@guarded("record_personal_statement", VictimRecord, RECORD)
def record_personal_statement(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordPersonalStatementForm(request.POST or None)
    return _court_support_form_page(
        request, form, actions.record_personal_statement, record, record=record
    )


@guarded("record_case_support", VictimRecord, RECORD)
def record_case_support(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordCaseSupportForm(request.POST or None)
    return _court_support_form_page(
        request, form, case_support.record_case_support, record, record=record
    )


@guarded("record_victim_withdrawal", VictimRecord, RECORD)
def record_victim_withdrawal(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordWithdrawalForm(request.POST or None)
    return _court_support_form_page(
        request, form, withdrawals.record_victim_withdrawal, record, record=record
    )


@guarded("confirm_victim_withdrawal", Withdrawal, WITHDRAWAL)
def confirm_victim_withdrawal(
    request: GuardedRequest, withdrawal: Withdrawal, allowed: frozenset[str]
) -> HttpResponse:
    form, about = ConfirmWithdrawalForm(request.POST or None), {"withdrawal": withdrawal}
    act = withdrawals.confirm_victim_withdrawal
    return _court_support_form_page(request, form, act, withdrawal.record, **about)


@guarded("take_back_victim_withdrawal", Withdrawal, WITHDRAWAL)
def take_back_victim_withdrawal(
    request: GuardedRequest, withdrawal: Withdrawal, allowed: frozenset[str]
) -> HttpResponse:
    form, about = TakeBackWithdrawalForm(request.POST or None), {"withdrawal": withdrawal}
    act = withdrawals.take_back_victim_withdrawal
    return _court_support_form_page(request, form, act, withdrawal.record, **about)


def _court_support_form_page(
    request: GuardedRequest,
    form: Form,
    action: Callable[..., object],
    victim: VictimRecord,
    /,
    **about: VictimRecord | Withdrawal,
) -> HttpResponse:
    """One form on a victim's record; redirects to the court support page."""
    if submit_form(request, form, action, _("Recorded"), **about):
        return redirect("see-court-support", victim.pk)
    template = f"victims/court_support/{action.__name__}.html"
    [row] = about.values()
    return render_form_with_draft(request, template, form, record=victim, case=row.case)
