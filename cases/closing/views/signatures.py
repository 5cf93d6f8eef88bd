"""A supervisor reads a closing report: sign it, or send it back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import file_beside
from cases.closing.actions import signatures as actions
from cases.closing.forms import signatures as forms
from cases.closing.queries import closing_reports as queries
from cases.models import ClosingReport, Suspect
from cases.permissions import SUSPECT
from cases.proof.queries.undermining import proof_at_decision
from cases.queries.custody_dates import custody_dates_text
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from timeliness.calendar import london_day


@guarded("sign_closing_report", Suspect, SUSPECT)
def sign_closing_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The report in full, to sign."""
    report = queries.report_awaiting_signature(suspect, scope_for(request))
    form = forms.SignClosingReportForm(
        request.POST or None, version=report.number if report else None
    )
    message = _("The investigation of suspect %(n)s is closed. The victim is to be told.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.sign_closing_report, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _answer_page(request, "sign", form, suspect, report)


@guarded("send_closing_report_back", Suspect, SUSPECT)
def send_closing_report_back(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Send the report back, with what is missing."""
    report = queries.report_awaiting_signature(suspect, scope_for(request))
    form = forms.SendClosingReportBackForm(
        request.POST or None, version=report.number if report else None
    )
    message = _("Sent back. The officer in the case has been notified.")
    if submit_form(request, form, actions.send_closing_report_back, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _answer_page(request, "send_back", form, suspect, report)


def _answer_page(
    request: GuardedRequest, name: str, form: Form, suspect: Suspect, report: ClosingReport | None
) -> HttpResponse:
    scope = scope_for(request)
    sent_back = report and queries.report_before(report, scope)
    detail = queries.report_detail(report) if report else None
    before = queries.report_detail(sent_back) if sent_back else None
    return render_form_with_draft(
        request, f"cases/closing/{name}.html", form, suspect=suspect, case=suspect.case,
        detail=detail, before=before, custody=custody_dates_text(suspect),
        changed=detail.changed_since(before) if detail and before else [],
        periods=queries.periods_that_follow(on=london_day(scope.at)),
        proof=proof_at_decision(suspect, scope), file=file_beside(suspect.case, [suspect], scope),
    )  # fmt: skip
