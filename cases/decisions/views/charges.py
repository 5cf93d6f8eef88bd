"""Charge reports of the police, and the prosecutor's answer where charges differ."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import charges as actions
from cases.decisions.forms import charges as forms
from cases.decisions.queries.charges import authorised_allegations, charge_reports_of
from cases.decisions.queries.decisions import allegations_against
from cases.models import Allegation, Decision, ReportedCharge, Suspect, Victim
from cases.permissions import SUSPECT
from cases.queries.allegations import alleged_acts
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
    """The police report how, when and with what the suspect was charged."""
    found = authorised_allegations(suspect, scope_for(request))
    return _charge_report_page(request, suspect, "report_charge", forms.ReportChargeForm, found)


@guarded("correct_charge_report", Suspect, SUSPECT)
def correct_charge_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The police correct an earlier report by a new one."""
    found = decision, _allegations = authorised_allegations(suspect, scope_for(request))
    report = decision and next(iter(decision.reports.all()), None)
    return _charge_report_page(
        request, suspect, "correct_charge_report", forms.CorrectChargeReportForm, found,
        report=report,
        version=report and report.number,
    )  # fmt: skip


def _charge_report_page(
    request: GuardedRequest, suspect: Suspect, verb: str, kind: type[forms.ReportChargeForm],
    found: tuple[Decision | None, list[Allegation]], **about: Any,
) -> HttpResponse:  # fmt: skip
    """Form of a charge report; other charges are added and removed one by one before sending."""
    (decision, allegations), report = found, about.get("report")
    others = _other_charge_formset(request, suspect, report, allegations)
    facts = {"decision": decision, "allegations": allegations, **about}
    form = kind(request.POST or None, **facts, others=others)
    if {"add", "remove"} & request.POST.keys():
        typed, form = form.answers(), kind(**facts, others=others)
        form.initial, others = {**form.initial, **typed}, others.reshaped(request.POST)
    elif recall_earlier_submission(request, form) or (
        form.is_valid()
        and others.is_valid()
        and submit_action(
            request, getattr(actions, verb), verb=verb, form=form, suspect=suspect,
            **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, _("Charge reported for suspect %(n)s") % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, f"cases/charges/{verb}.html", form, suspect=suspect, case=suspect.case,
        decision=decision, others=others, added="add" in request.POST, most=forms.MAX_OTHER_CHARGES,
        answer=getattr(report, "answer", None),
    )  # fmt: skip


def _other_charge_formset(
    request: GuardedRequest,
    suspect: Suspect,
    report: ReportedCharge | None,
    allegations: Iterable[Allegation],
) -> forms.BaseOtherChargeFormSet:
    """Formset of the charges not authorised: bound on POST, else those of the report."""
    return forms.OtherChargeFormSet(
        request.POST or None,
        prefix="others",
        initial=_other_charges_initial(report, allegations) if report else None,
        form_kwargs={
            "victims": _victims_of_suspect(request, suspect),
            "acts": alleged_acts(allegations_against(suspect, scope_for(request))),
        },
    )


def _victims_of_suspect(request: GuardedRequest, suspect: Suspect) -> list[Victim]:
    return list(suspect.case.victims.for_scope(scope_for(request)).order_by("number"))


def _other_charges_initial(
    report: ReportedCharge, allegations: Iterable[Allegation]
) -> list[dict[str, str]]:
    _ticked, others = forms.split_laid_charges(report, allegations)
    return [{"victim": str(each.victim_id), "offence": each.offence_id} for each in others]


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
    decision, _allegations = authorised_allegations(suspect, scope_for(request))
    reports = charge_reports_of(decision) if decision else []
    form = kind(request.POST or None, version=reports[0].report.number if reports else None)
    if submit_form(request, form, getattr(actions, verb), done, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, f"cases/charges/{verb}.html", form, suspect=suspect, case=suspect.case,
        decision=decision, reports=reports,
    )  # fmt: skip
