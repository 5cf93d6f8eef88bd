"""Close an investigation: the report, its withdrawal, and all reports of a case."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.closing.actions import closing_reports as actions
from cases.closing.forms import closing_reports as forms
from cases.closing.forms import lines_of_inquiry as line_forms
from cases.closing.queries import closing_reports as queries
from cases.closing.queries.allegations import allegations_in_order
from cases.closing.queries.known_lines import known_lines
from cases.models import Case, ClosingReport, Suspect
from cases.permissions import CASE, SUSPECT
from cases.proof.queries.undermining import proof_at_decision
from cases.statuses import ClosingStatus
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import (
    guarded,
    recall_earlier_submission,
    scope_for,
    submit_action,
    submit_form,
)
from timeliness.calendar import london_day

REPORT_SENT = gettext_lazy(
    "Closing report about suspect %(n)s sent to the supervisors. Nothing is closed yet."
)


@guarded("propose_closing", Suspect, SUSPECT)
def propose_closing(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Write a closing report; lines of inquiry are added and removed one by one before sending."""
    scope = scope_for(request)
    before = queries.last_report(suspect, scope)
    facts, lines = _form_facts(request, suspect, before), _line_formset(request, suspect, before)
    form = forms.ProposeClosingForm(request.POST or None, **facts, lines=lines)
    if {"add", "remove"} & request.POST.keys():
        typed, form = form.answers(), forms.ProposeClosingForm(**facts, lines=lines)
        form.initial, lines = {**form.initial, **typed}, lines.reshaped(request.POST)
    elif recall_earlier_submission(request, form) or (
        form.is_valid()
        and lines.is_valid()
        and submit_action(
            request, actions.propose_closing, verb="propose_closing", form=form, suspect=suspect,
            **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, REPORT_SENT % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/closing/propose.html", form, suspect=suspect, case=suspect.case,
        lines=lines, most=line_forms.MAX_LINES, victims=facts["victims"],
        added="add" in request.POST, left_out=lines.left_out,
        sent_back=before if before and before.status == ClosingStatus.SENT_BACK else None,
        is_advice_sought=facts["is_advice_sought"],
        periods=queries.periods_that_follow(on=london_day(scope.at)),
        proof=proof_at_decision(suspect, scope),
    )  # fmt: skip


def _line_formset(
    request: GuardedRequest, suspect: Suspect, before: ClosingReport | None
) -> line_forms.BaseLineFormSet:
    """The lines of inquiry: bound on POST, else those that the case has."""
    if request.POST:
        return line_forms.LineFormSet(request.POST, prefix="lines")
    known = known_lines(suspect, before, scope_for(request))
    lines = line_forms.LineFormSet(prefix="lines", initial=line_forms.lines_form_data(known))
    lines.left_out = max(0, len(known) - line_forms.MAX_LINES)
    return lines


def _form_facts(
    request: GuardedRequest, suspect: Suspect, before: ClosingReport | None
) -> dict[str, Any]:
    """What the form offers and starts from."""
    scope = scope_for(request)
    return {
        "allegations": list(allegations_in_order(suspect, scope)),
        "victims": queries.victims_alleged(suspect, scope),
        "people": queries.people_who_speak(suspect.case, at=scope.at),
        "is_advice_sought": queries.was_advice_sought(suspect, scope),
        "is_identified": suspect.is_identified,
        "before": before,
    }


@guarded("withdraw_closing_report", Suspect, SUSPECT)
def withdraw_closing_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Withdraw a report before it is signed."""
    form = forms.WithdrawClosingReportForm(request.POST or None)
    message = _("Closing report withdrawn. Suspect %(n)s is under investigation as before.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.withdraw_closing_report, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    report = queries.report_awaiting_signature(suspect, scope_for(request))
    return render_form_with_draft(
        request, "cases/closing/withdraw.html", form, suspect=suspect, case=suspect.case,
        detail=report and queries.report_detail(report),
    )  # fmt: skip


@guarded("see_closing_reports", Case, CASE)
def see_closing_reports(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    """Every closing report of a case that the reader may see."""
    context = {"case": case, "reports": queries.reports_of_case(case, scope_for(request))}
    return TemplateResponse(request, "cases/closing/see.html", context)
