"""File quality: assessed at review, disputed by the police, decided by a manager."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.models import Case, FailureEntry, FileFailure, Referral
from cases.permissions import CASE, FAILURE, REFERRAL
from cases.referrals.actions import file_quality as actions
from cases.referrals.forms.file_quality import (
    AcceptFailureForm,
    AssessFileForm,
    DecideDisputeForm,
    DisputeFailureForm,
)
from cases.referrals.queries.file_quality import failure_name, file_quality_of_case
from cases.referrals.queries.referrals import referral_detail
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("see_file_quality", Case, CASE)
def see_file_quality(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    page = file_quality_of_case(case, scope_for(request), request.audit.capacities)
    return TemplateResponse(request, "cases/file_quality/see.html", {"case": case, "page": page})


@guarded("assess_file", Referral, REFERRAL)
def assess_file(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = AssessFileForm(request.POST or None)
    if submit_form(request, form, actions.assess_file, _("File assessed"), referral=referral):
        return redirect("see-file-quality", referral.case_id)
    reading = referral_detail(referral, scope_for(request))
    return render_form_with_draft(
        request, "cases/file_quality/assess.html", form, case=referral.case, reading=reading
    )


@guarded("accept_failure", FileFailure, FAILURE)
def accept_failure(
    request: GuardedRequest, failure: FileFailure, allowed: frozenset[str]
) -> HttpResponse:
    return _failure_answer_page(
        request, failure, AcceptFailureForm, "accept_failure", _("Answer saved")
    )


@guarded("dispute_failure", FileFailure, FAILURE)
def dispute_failure(
    request: GuardedRequest, failure: FileFailure, allowed: frozenset[str]
) -> HttpResponse:
    message = _("Dispute sent. A manager of the CPS unit decides.")
    return _failure_answer_page(request, failure, DisputeFailureForm, "dispute_failure", message)


@guarded("decide_dispute", FileFailure, FAILURE)
def decide_dispute(
    request: GuardedRequest, failure: FileFailure, allowed: frozenset[str]
) -> HttpResponse:
    return _failure_answer_page(
        request, failure, DecideDisputeForm, "decide_dispute", _("Outcome recorded")
    )


def _failure_answer_page(
    request: GuardedRequest, failure: FileFailure, ask_with: type[Form], verb: str, message: str
) -> HttpResponse:
    form = ask_with(request.POST or None)
    if submit_form(request, form, getattr(actions, verb), message, failure=failure):
        return redirect("see-file-quality", failure.case_id)
    entries = FailureEntry.objects.for_scope(scope_for(request)).filter(failure=failure)
    context: dict[str, Any] = {
        "named": failure_name(failure),
        "entries": list(entries.select_related("by__agency")),
    }
    return render_form_with_draft(
        request, f"cases/file_quality/{verb}.html", form, case=failure.case, failure=failure,
        **context,
    )  # fmt: skip
