"""Charge reports of the police, and the prosecutor's answer where charges differ."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import charges as actions
from cases.decisions.forms import charges as forms
from cases.decisions.forms.charge_counts import (
    MAX_OTHER_CHARGES,
    BaseCountReportFormSet,
    CountReportFormSet,
    rows_before_report,
    rows_of_report,
)
from cases.decisions.queries.charges import (
    authorised_counts,
    charge_reports_of,
    laid_counts,
    not_charged_of,
)
from cases.decisions.queries.consents import consent_of_suspect
from cases.decisions.queries.counts import AuthorisedCount
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.states import MOVES
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import (
    guarded,
    recall_earlier_submission,
    scope_for,
    submit_action,
    submit_form,
)


@guarded("report_charge", Suspect, SUSPECT)
def report_charge(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The police report how and when the suspect was charged, and what became of each count."""
    decision, counts = authorised_counts(suspect, scope_for(request))
    rows = _count_rows(request, suspect, counts, rows_before_report(counts))
    return _charge_report_page(
        request, suspect, "report_charge", forms.ReportChargeForm, rows, decision=decision,
        version=decision and decision.number,
    )  # fmt: skip


@guarded("correct_charge_report", Suspect, SUSPECT)
def correct_charge_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The police correct an earlier report by a new one."""
    decision, counts = authorised_counts(suspect, scope_for(request))
    report = decision and next(iter(decision.reports.all()), None)
    said = rows_before_report(counts)
    if report:
        laid, not_charged = laid_counts(report, counts), not_charged_of(report, counts)
        said = rows_of_report(counts, laid, not_charged)
    rows = _count_rows(request, suspect, counts, said)
    return _charge_report_page(
        request, suspect, "correct_charge_report", forms.CorrectChargeReportForm, rows,
        decision=decision, report=report, version=report and report.number,
    )  # fmt: skip


def _charge_report_page(
    request: GuardedRequest, suspect: Suspect, verb: str, kind: type[forms.ReportChargeForm],
    rows: BaseCountReportFormSet, **about: Any,
) -> HttpResponse:  # fmt: skip
    """Form of a charge report; other charges are added and removed one by one before sending."""
    form = kind(request.POST or None, rows=rows, **about)
    if {"add", "remove"} & request.POST.keys():
        typed, form = form.answers(), kind(rows=rows, **about)
        form.initial, rows = {**form.initial, **typed}, rows.reshaped(request.POST)
    elif recall_earlier_submission(request, form) or (
        form.is_valid()
        and rows.is_valid()
        and submit_action(
            request, getattr(actions, verb), verb=verb, form=form, suspect=suspect,
            **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, _("Charge reported for suspect %(n)s") % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, f"cases/charges/{verb}.html", form, suspect=suspect, case=suspect.case,
        decision=about["decision"], rows=rows, added="add" in request.POST,
        most=MAX_OTHER_CHARGES, answer=getattr(about.get("report"), "answer", None),
        consent=consent_of_suspect(suspect, scope_for(request)),
        is_withdrawal_proposed=suspect.state in MOVES["countersign_reversal"],
    )  # fmt: skip


def _count_rows(
    request: GuardedRequest,
    suspect: Suspect,
    counts: Sequence[AuthorisedCount],
    initial: list[dict[str, Any]],
) -> BaseCountReportFormSet:
    """The rows of a report: bound on POST, else with what is said so far."""
    victims = list(suspect.case.victims.for_scope(scope_for(request)).order_by("number"))
    return CountReportFormSet(
        request.POST or None, prefix="counts", initial=None if request.POST else initial,
        form_kwargs={"victims": victims, "counts": counts},
    )  # fmt: skip


@guarded("accept_charge_report", Suspect, SUSPECT)
def accept_charge_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor accepts the charge as reported, with a reason."""
    done = _("Charge accepted as reported. The police have been notified.")
    return _report_answer_page(
        request, suspect, "accept_charge_report", forms.AcceptChargeReportForm, done
    )


@guarded("query_charge_report", Suspect, SUSPECT)
def query_charge_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor asks the police to correct the charge."""
    done = _("Correction asked for. The police have been notified.")
    return _report_answer_page(
        request, suspect, "query_charge_report", forms.QueryChargeReportForm, done
    )


def _report_answer_page(
    request: GuardedRequest,
    suspect: Suspect,
    verb: str,
    kind: type[forms.AnswerChargeReportForm],
    done: str,
) -> HttpResponse:
    decision, _counts = authorised_counts(suspect, scope_for(request))
    reports = charge_reports_of(decision) if decision else []
    form = kind(request.POST or None, version=reports[0].report.number if reports else None)
    if submit_form(request, form, getattr(actions, verb), done, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, f"cases/charges/{verb}.html", form, suspect=suspect, case=suspect.case,
        decision=decision, reports=reports,
    )  # fmt: skip
