"""Charge reports of the police."""

from collections.abc import Sequence

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import charges as actions
from cases.decisions.forms import charges as forms
from cases.decisions.forms.charge_counts import BaseCountReportFormSet, CountReportFormSet
from cases.decisions.queries.charges import authorised_counts
from cases.decisions.queries.counts import AuthorisedCount
from cases.models import Suspect, Victim
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form_and_rows
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
    scope = scope_for(request)
    decision, counts = authorised_counts(suspect, scope)
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    form, rows = bound_form_and_rows(
        request, forms.ReportChargeForm, _count_rows(victims, counts), known_as="rows",
        decision=decision, version=decision and decision.number,
    )  # fmt: skip
    return run_case_action(request, form, actions.report_charge, rows=[rows], suspect=suspect)
