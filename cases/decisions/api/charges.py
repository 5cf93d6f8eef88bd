"""Charge reports of the police."""

from collections.abc import Iterable
from typing import Any

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import charges as actions
from cases.decisions.forms import charges as forms
from cases.decisions.queries.charges import authorised_allegations
from cases.decisions.queries.decisions import allegations_against
from cases.models import Allegation, Suspect, Victim
from cases.permissions import SUSPECT
from cases.queries.allegations import alleged_acts
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


def _other_charge_forms(
    victims: Iterable[Victim] = (), allegations: Iterable[Allegation] = ()
) -> Any:
    asked = {"victims": victims, "acts": alleged_acts(allegations)}
    return forms.OtherChargeFormSet(None, prefix="others", form_kwargs=asked)


@action_endpoint(
    lambda: forms.ReportChargeForm(decision=None, allegations=[], others=_other_charge_forms()),
    request_rows=_other_charge_forms,
)
@guarded("report_charge", Suspect, SUSPECT)
def report_charge(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Report how and when the suspect was charged, and with which charges."""
    scope = scope_for(request)
    decision, allegations = authorised_allegations(suspect, scope)
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    form, rows = bound_form_and_rows(
        request, forms.ReportChargeForm,
        _other_charge_forms(victims, allegations_against(suspect, scope)), known_as="others",
        decision=decision,
        allegations=allegations,
    )  # fmt: skip
    return run_case_action(request, form, actions.report_charge, rows=rows, suspect=suspect)
