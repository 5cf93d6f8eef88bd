"""Pages on a victim's consents: record, show, withdraw and confirm."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, recall_earlier_submission, scope_for, submit_form
from victims.actions import consents as actions
from victims.forms.consents import ConfirmConsentForm, RecordConsentForm, WithdrawConsentForm
from victims.models import Support, VictimRecord
from victims.permissions import RECORD, SUPPORT
from victims.queries import support as queries


@guarded("see_consents", Support, SUPPORT)
def see_consents(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    consents = queries.consents_of_support(support, scope_for(request))
    context = {"support": support, "allowed": allowed, "consents": consents}
    return TemplateResponse(request, "victims/consents/see.html", context)


@guarded("record_consent", Support, SUPPORT)
def record_consent(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    form = RecordConsentForm(request.POST or None)
    if submit_form(request, form, actions.record_consent, _("Consent recorded"), support=support):
        return redirect("see-consents", support.pk)
    return render_form_with_draft(request, "victims/consents/record.html", form, support=support)


@guarded("withdraw_consent", Support, SUPPORT)
def withdraw_consent(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    agreed = _withdrawable_consents(queries.consents_of_support(support, scope_for(request)))
    form = WithdrawConsentForm(request.POST or None, agreed=agreed)
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.withdraw_consent, _("Consent withdrawn"), support=support
    ):
        return redirect("see-consents", support.pk)
    return render_form_with_draft(
        request, "victims/consents/withdraw.html", form, support=support, agreed=agreed
    )


@guarded("pass_withdrawal_on", VictimRecord, RECORD)
def pass_withdrawal_on(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope, held = scope_for(request), request.audit.capacities
    agreed = _withdrawable_consents(
        queries.consents_known_to_reader(record, scope, capacities=held)
    )
    form = WithdrawConsentForm(request.POST or None, agreed=agreed)
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.pass_withdrawal_on, _("Consent withdrawn"), record=record
    ):
        return redirect("see-victim-support", record.pk)
    return render_form_with_draft(
        request, "victims/consents/pass_on.html", form, record=record, agreed=agreed
    )


@guarded("confirm_consent", Support, SUPPORT)
def confirm_consent(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    """A second person of the service selects which withdrawn consents the victim gives again."""
    consents = queries.consents_of_support(support, scope_for(request))
    waiting = [each for each in consents if each.is_waiting]
    form = ConfirmConsentForm(request.POST or None, waiting=waiting)
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.confirm_consent, _("Consent confirmed"), support=support
    ):
        return redirect("see-consents", support.pk)
    return render_form_with_draft(
        request, "victims/consents/confirm.html", form, support=support, waiting=waiting
    )


def _withdrawable_consents(consents: Iterable[queries.ConsentRow]) -> list[queries.ConsentRow]:
    """Consents that can be withdrawn: active ones, and those waiting for confirmation."""
    return [each for each in consents if each.is_active or each.is_waiting]
