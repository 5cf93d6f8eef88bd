"""CPS triage of a referral: accept or return."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import documents_alone
from cases.models import Referral
from cases.permissions import REFERRAL
from cases.queries.urgency_periods import urgency_hints
from cases.referrals.actions import referrals as actions
from cases.referrals.actions import urgency
from cases.referrals.forms.referral_triage import (
    AcceptReferralForm,
    CorrectUrgencyForm,
    ReturnReferralForm,
)
from cases.referrals.queries import referral_checks, submission_comparisons
from cases.referrals.queries.referrals import referral_detail
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, recall_earlier_submission, scope_for, submit_form


@guarded("accept_referral", Referral, REFERRAL)
def accept_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = AcceptReferralForm(request.POST or None, version=referral.version)
    message = _("Referral accepted. Its suspects are ready to allocate.")
    if submit_form(request, form, actions.accept_referral, message, referral=referral):
        return redirect("see-case", referral.case_id)
    return _triage_page(request, "cases/referral_triage/accept.html", form, referral, allowed)


@guarded("return_referral", Referral, REFERRAL)
def return_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = ReturnReferralForm(
        request.POST or None, urgency=referral.urgency, version=referral.version
    )
    message = _("Referral returned. The police have been notified, with the reason.")
    if submit_form(request, form, actions.return_referral, message, referral=referral):
        return redirect("see-referral", referral.pk)
    return _triage_page(request, "cases/referral_triage/return.html", form, referral, allowed)


@guarded("correct_urgency", Referral, REFERRAL)
def correct_urgency(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    """Correct the urgency class, and the due date with it."""
    unit = referral.case.cps_unit
    hints = urgency_hints(at=scope_for(request).at, area=unit.area if unit else "")
    form = CorrectUrgencyForm(
        request.POST or None, urgency=referral.urgency, hints=hints, version=referral.version
    )
    message = _("Urgency corrected. The police have been notified, with the reason.")
    if recall_earlier_submission(request, form) or submit_form(
        request, form, urgency.correct_urgency, message, referral=referral
    ):
        return redirect("see-referral", referral.pk)
    return render_form_with_draft(
        request, "cases/referral_triage/urgency.html", form, case=referral.case,
        reading=referral_detail(referral, scope_for(request)),
    )  # fmt: skip


def _triage_page(
    request: GuardedRequest, template: str, form: Form, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    reading = referral_detail(referral, scope)
    comparison = submission_comparisons.compare_submission(referral, scope)
    return render_form_with_draft(
        request, template, form, case=referral.case, reading=reading, allowed=allowed,
        comparison=comparison, checks=referral_checks.referral_checks_then_and_now(reading, scope),
        file=documents_alone(referral.case, scope),
    )  # fmt: skip
