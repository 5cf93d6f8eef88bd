"""Out-of-court disposals: the proposal, and what the police report of one."""

from collections.abc import Iterable

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import condition_variations as variations
from cases.decisions.actions import disposal_reports
from cases.decisions.actions import disposals as actions
from cases.decisions.disposals import kinds_offered
from cases.decisions.forms import disposal_reports as report_forms
from cases.decisions.forms import disposals as forms
from cases.decisions.forms.condition_variations import VaryConditionsForm
from cases.decisions.forms.left_out import BaseLeftOutFormSet, LeftOutFormSet
from cases.decisions.queries import disposals as queries
from cases.decisions.queries.decisions import allegations_against
from cases.models import Allegation, DecisionKind, Suspect
from cases.models.decision import DISPOSAL_KINDS
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_row_sets
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for
from timeliness.calendar import london_day

EVERY_KIND = [each for each in DecisionKind if each in DISPOSAL_KINDS]


def _condition_forms() -> forms.BaseConditionFormSet:
    return forms.ConditionFormSet(None, prefix="conditions")


def _left_out_forms(allegations: Iterable[Allegation] = ()) -> BaseLeftOutFormSet:
    offered = {"allegations": allegations}
    return LeftOutFormSet(None, prefix="uncharged", form_kwargs=offered)


@action_endpoint(
    lambda: forms.ProposeDisposalForm(
        kinds=EVERY_KIND, allegations=[], conditions=_condition_forms(), uncharged=_left_out_forms()
    ),
    request_rows=[_condition_forms, _left_out_forms],
)
@guarded("propose_disposal", Suspect, SUSPECT)
def propose_disposal(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """
    Propose an out-of-court disposal of a kind that a suspect of this age can be given.

    A second reader then reads it. uncharged has each allegation that is left out, and why it is not
    charged. Only a conditional caution has conditions.
    """
    scope = scope_for(request)
    allegations = allegations_against(suspect, scope)
    row_sets = {"conditions": _condition_forms(), "uncharged": _left_out_forms(allegations)}
    form, rows = bound_form_and_row_sets(
        request, forms.ProposeDisposalForm, row_sets, allegations=allegations,
        kinds=kinds_offered(suspect.born_on, on=london_day(scope.at)),
    )  # fmt: skip
    return run_case_action(request, form, actions.propose_disposal, rows=rows, suspect=suspect)


@action_endpoint(report_forms.ReportDisposalForm)
@guarded("report_disposal", Suspect, SUSPECT)
def report_disposal(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Report that the caution was given and how, or why it was not."""
    decision = queries.disposal_in_force(suspect, scope_for(request))
    steps = queries.giving_steps_asked(suspect, decision)
    form = bound_form(
        request, report_forms.ReportDisposalForm, version=queries.version_shown(decision),
        decision=decision, steps=steps,
    )  # fmt: skip
    return run_case_action(request, form, disposal_reports.report_disposal, suspect=suspect)


@action_endpoint(report_forms.ReportConditionsForm)
@guarded("report_conditions", Suspect, SUSPECT)
def report_conditions(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Report that the conditions of the caution were met, or which was not and why."""
    decision = queries.disposal_in_force(suspect, scope_for(request))
    form = bound_form(
        request, report_forms.ReportConditionsForm, version=queries.version_shown(decision),
        given_on=queries.day_given(decision),
    )  # fmt: skip
    return run_case_action(request, form, disposal_reports.report_conditions, suspect=suspect)


def _varied_forms() -> forms.BaseConditionFormSet:
    return forms.VariedConditionFormSet(None, prefix="conditions")


@action_endpoint(
    lambda: VaryConditionsForm(conditions=_varied_forms()), request_rows=[_varied_forms]
)
@guarded("vary_conditions", Suspect, SUSPECT)
def vary_conditions(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Vary the conditions of a caution, with the suspect's consent: all that hold from now on."""
    decision = queries.disposal_in_force(suspect, scope_for(request))
    form, rows = bound_form_and_row_sets(
        request, VaryConditionsForm, {"conditions": _varied_forms()},
        version=queries.version_shown(decision), given_on=queries.day_given(decision),
        is_of_youth=queries.is_of_youth(decision),
    )  # fmt: skip
    return run_case_action(request, form, variations.vary_conditions, rows=rows, suspect=suspect)
