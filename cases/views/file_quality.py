"""The quality of a file: assessed at review, answered by the police, decided by a manager."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import file_quality as actions
from cases.forms.file_quality import AcceptFailure, AssessFile, DecideDispute, DisputeFailure
from cases.models import Case, FailureEntry, FileFailure, Referral
from cases.permissions import CASE, FAILURE, REFERRAL
from cases.queries.file_quality import named, of_case
from cases.queries.referrals import read
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("see_file_quality", Case, CASE)
def see_file_quality(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    page = of_case(case, scope_for(request), request.visit.capacities)
    return TemplateResponse(request, "cases/file_quality/see.html", {"case": case, "page": page})


@guarded("assess_file", Referral, REFERRAL)
def assess_file(request: Request, referral: Referral, allowed: frozenset[str]) -> HttpResponse:
    form = AssessFile(request.POST or None)
    if acted(request, form, actions.assess_file, _("File assessed"), referral=referral):
        return redirect("see-file-quality", referral.case_id)
    reading = read(referral, scope_for(request))
    return ask(request, "cases/file_quality/assess.html", form, case=referral.case, reading=reading)


@guarded("accept_failure", FileFailure, FAILURE)
def accept_failure(request: Request, failure: FileFailure, allowed: frozenset[str]) -> HttpResponse:
    return _answer(request, failure, AcceptFailure, "accept_failure", _("Answer saved"))


@guarded("dispute_failure", FileFailure, FAILURE)
def dispute_failure(
    request: Request, failure: FileFailure, allowed: frozenset[str]
) -> HttpResponse:
    told = _("Dispute sent. A manager of the CPS unit decides.")
    return _answer(request, failure, DisputeFailure, "dispute_failure", told)


@guarded("decide_dispute", FileFailure, FAILURE)
def decide_dispute(request: Request, failure: FileFailure, allowed: frozenset[str]) -> HttpResponse:
    return _answer(request, failure, DecideDispute, "decide_dispute", _("Outcome recorded"))


def _answer(
    request: Request, failure: FileFailure, ask_with: type[Form], verb: str, told: str
) -> HttpResponse:
    form = ask_with(request.POST or None)
    if acted(request, form, getattr(actions, verb), told, failure=failure):
        return redirect("see-file-quality", failure.case_id)
    entries = FailureEntry.objects.for_scope(scope_for(request)).filter(failure=failure)
    shown: dict[str, Any] = {
        "named": named(failure),
        "entries": list(entries.select_related("by__agency")),
    }
    return ask(
        request, f"cases/file_quality/{verb}.html", form, case=failure.case, failure=failure,
        **shown,
    )  # fmt: skip
