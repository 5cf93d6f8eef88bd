"""Charge reports of the police, and the prosecutor's answer where charges differ."""

from collections.abc import Callable, Sequence
from typing import Any

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import charges as actions
from cases.decisions.forms import charges as forms
from cases.decisions.forms import read_numbers
from cases.decisions.forms.charge_counts import BaseCountReportFormSet, CountReportFormSet
from cases.decisions.queries.charges import authorised_counts
from cases.decisions.queries.counts import AuthorisedCount
from cases.forms.read_numbers import NumberReadForm
from cases.models import Decision, Suspect, Victim
from cases.permissions import SUSPECT
from people.api.endpoints import Endpoint, action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


def _count_rows(
    victims: Sequence[Victim] = (), counts: Sequence[AuthorisedCount] = ()
) -> BaseCountReportFormSet:
    about = {"victims": victims, "counts": counts}
    return CountReportFormSet(None, prefix="counts", form_kwargs=about)


@action_endpoint(
    lambda: forms.ReportChargeForm(decision=None, rows=_count_rows()), request_rows=[_count_rows]
)
@guarded("report_charge", Suspect, SUSPECT)
def report_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Report how and when the suspect was charged, and what became of each count.

    `counts` has one object for each count authorised, with its number (counts of the case) in
    `count` and an `outcome`; and one, without either, for each charge that was not authorised.
    """
    decision, counts = authorised_counts(suspect, scope_for(request))
    form, rows = bound_form_and_rows(
        request, forms.ReportChargeForm, _rows_about(request, suspect, counts), known_as="rows",
        decision=decision, version=decision and decision.number,
    )  # fmt: skip
    return run_case_action(request, form, actions.report_charge, rows=[rows], suspect=suspect)


@action_endpoint(
    lambda: read_numbers.CorrectChargeReportApiForm(decision=None, rows=_count_rows()),
    request_rows=[_count_rows],
)
@guarded("correct_charge_report", Suspect, SUSPECT)
def correct_charge_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """
    Correct the newest report by a further one, which is compared again; the earlier one stays.

    number: of the report that was read, which reading the case gives. `counts`: as in a first one.
    """
    decision, counts = authorised_counts(suspect, scope_for(request))
    form, rows = bound_form_and_rows(
        request, read_numbers.CorrectChargeReportApiForm, _rows_about(request, suspect, counts),
        known_as="rows", decision=decision, version=_newest_number(decision),
    )  # fmt: skip
    return run_case_action(
        request, form, actions.correct_charge_report, rows=[rows], suspect=suspect
    )


def _rows_about(
    request: GuardedRequest, suspect: Suspect, counts: Sequence[AuthorisedCount]
) -> BaseCountReportFormSet:
    """The rows of a report about the counts authorised against a suspect."""
    victims = suspect.case.victims.for_scope(scope_for(request)).order_by("number")
    return _count_rows(list(victims), counts)


def _newest_number(decision: Decision | None) -> int | None:
    """The number of the newest report on a decision, if there is one."""
    report = decision and next(iter(decision.reports.all()), None)
    return report.number if report else None


def _answer_endpoint(
    verb: str, action: Callable[..., Suspect], kind: type[NumberReadForm], told: str
) -> Endpoint[Answer]:
    """An endpoint for the prosecutor's answer to the newest report. told: its description."""

    @action_endpoint(kind)
    @guarded(verb, Suspect, SUSPECT)
    def endpoint(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
        decision, _counts = authorised_counts(suspect, scope_for(request))
        form: Any = bound_form(request, kind, version=_newest_number(decision))
        return run_case_action(request, form, action, suspect=suspect)

    endpoint.__name__, endpoint.__doc__ = verb, told
    return endpoint


accept_charge_report = _answer_endpoint(
    "accept_charge_report", actions.accept_charge_report, read_numbers.AcceptChargeReportApiForm,
    "Accept a charge that differs as it was reported, with a reason. number: of the report read.",
)  # fmt: skip
query_charge_report = _answer_endpoint(
    "query_charge_report", actions.query_charge_report, read_numbers.QueryChargeReportApiForm,
    "Ask the police to correct the charge or its report. number: of the report that was read.",
)  # fmt: skip
