"""Out-of-court disposals: the proposal, and what the police report of one that was authorised."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import file_beside
from cases.decisions.actions import disposal_reports
from cases.decisions.actions import disposals as actions
from cases.decisions.disposals import kinds_offered, obstacles_to_disposal
from cases.decisions.forms import disposal_reports as report_forms
from cases.decisions.forms import disposals as forms
from cases.decisions.forms.left_out import BaseLeftOutFormSet, LeftOutFormSet
from cases.decisions.forms.uncharged import uncharged_data
from cases.decisions.queries import disposals as queries
from cases.decisions.queries.decisions import (
    allegations_against,
    decision_consequences,
    item_consequences,
    last_disposal_wording,
)
from cases.decisions.queries.uncharged import uncharged_facts
from cases.models import Decision, Suspect
from cases.models.decision import CONDITIONAL_KINDS
from cases.permissions import SUSPECT
from cases.proof.queries.undermining import proof_at_decision
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
from timeliness.calendar import london_day

BUTTONS = {"add", "remove"}  # that change the conditions and send nothing


@guarded("propose_disposal", Suspect, SUSPECT)
def propose_disposal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Propose a disposal; its conditions are added and removed one by one before sending."""
    scope = scope_for(request)
    before = last_disposal_wording(suspect, scope)
    page = DisposalPage(request, suspect, forms.ProposeDisposalForm, before)
    told = _("Out-of-court disposal proposed for suspect %(n)s. A second reader must read it.")
    if page.submit("propose_disposal", actions.propose_disposal, told % {"n": suspect.number}):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/disposals/propose.html", page.form, suspect=suspect, case=suspect.case,
        before=before, follows=decision_consequences(suspect, scope),
        file=file_beside(suspect.case, [suspect], scope), **page.context,
    )  # fmt: skip


def revise_disposal(request: GuardedRequest, suspect: Suspect, now: Decision) -> HttpResponse:
    """Write a new wording of a disposal that waits for a second reader; part of revise_decision."""
    scope = scope_for(request)
    page = DisposalPage(request, suspect, forms.ReviseDisposalForm, now, version=now.number)
    told = _("Proposed decision changed. A second reader must read it.")
    if page.submit("revise_decision", actions.revise_disposal, told):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/disposals/revise.html", page.form, suspect=suspect, case=suspect.case,
        decision=now, proof=proof_at_decision(suspect, scope),
        file=file_beside(suspect.case, [suspect], scope), **page.context,
    )  # fmt: skip


@guarded("report_disposal", Suspect, SUSPECT)
def report_disposal(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The police report that the caution was given, or why it was not."""
    decision = queries.disposal_in_force(suspect, scope_for(request))
    steps = queries.giving_steps_asked(suspect, decision)
    form = report_forms.ReportDisposalForm(
        request.POST or None,
        version=queries.version_shown(decision),
        decision=decision,
        steps=steps,
    )
    message = _("Reported. The prosecutor of suspect %(n)s is notified.") % {"n": suspect.number}
    if submit_form(request, form, disposal_reports.report_disposal, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _report_page(request, "report", form, suspect, decision)


@guarded("report_conditions", Suspect, SUSPECT)
def report_conditions(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The police report that the conditions were met, or which was not."""
    decision = queries.disposal_in_force(suspect, scope_for(request))
    form = report_forms.ReportConditionsForm(
        request.POST or None, version=queries.version_shown(decision),
        given_on=queries.day_given(decision),
    )  # fmt: skip
    message = _("Reported. The prosecutor of suspect %(n)s is notified.") % {"n": suspect.number}
    if submit_form(request, form, disposal_reports.report_conditions, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _report_page(request, "conditions", form, suspect, decision)


def _report_page(
    request: GuardedRequest, name: str, form: Any, suspect: Suspect, decision: Decision | None
) -> HttpResponse:
    return render_form_with_draft(
        request, f"cases/disposals/{name}.html", form, suspect=suspect, case=suspect.case,
        decision=decision, disposal=queries.disposal_rows(decision),
        follows=item_consequences(suspect, scope_for(request)),
        is_withdrawal_proposed=suspect.state in MOVES["countersign_reversal"],
    )  # fmt: skip


class DisposalPage:
    """A disposal of one suspect as it is stated: its form and its conditions."""

    def __init__(
        self,
        request: GuardedRequest,
        suspect: Suspect,
        kind: type[forms.ProposeDisposalForm],
        before: Decision | None,
        **about: Any,
    ) -> None:
        """Args: before: the wording from which it starts, or None. about: of the form."""
        self.request, self.suspect = request, suspect
        scope = scope_for(request)
        self.today = london_day(scope.at)
        self.kinds = kinds_offered(suspect.born_on, on=self.today)
        about |= {"before": before, "kinds": self.kinds}
        self.allegations = allegations_against(suspect, scope)
        self.uncharged = self._left_out_rows(before)
        about |= {"allegations": self.allegations, "uncharged": self.uncharged}
        self.conditions = forms.ConditionFormSet(
            request.POST or None, prefix="conditions",
            initial=None if request.POST else forms.conditions_form_data(before),
        )  # fmt: skip
        self.form = kind(request.POST or None, conditions=self.conditions, **about)
        if BUTTONS & request.POST.keys():
            typed, self.conditions = self.form.answers(), self.conditions.reshaped(request.POST)
            self.form = kind(conditions=self.conditions, **about)
            self.form.initial = {**self.form.initial, **typed}

    def _left_out_rows(self, before: Decision | None) -> BaseLeftOutFormSet:
        """A row for each allegation; bound when the form is sent."""
        about: dict[str, Any] = {"form_kwargs": {"allegations": self.allegations}}
        about |= {"prefix": "uncharged"}
        if not self.request.POST:
            told = uncharged_data(uncharged_facts(before), self.allegations)
            return LeftOutFormSet(initial=told, **about)
        rows = LeftOutFormSet(self.request.POST, **about)
        if BUTTONS & self.request.POST.keys():
            return LeftOutFormSet(initial=rows.aligned(), **about)
        return rows.sent(())

    def submit(self, verb: str, action: Callable[..., Any], told: str) -> bool:
        """Whether the form was sent and the action has run, now or by an earlier click."""
        if not self.form.is_bound:
            return False
        is_done = recall_earlier_submission(self.request, self.form) or (
            self.form.is_valid()
            and self.conditions.is_valid()
            and self.uncharged.is_valid()
            and submit_action(
                self.request, action, verb=verb, form=self.form, suspect=self.suspect,
                **self.form.cleaned_data,
            )
        )  # fmt: skip
        if is_done:
            messages.success(self.request, told)
        return bool(is_done)

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {
            "conditions": self.conditions,
            "uncharged": self.uncharged,
            "alleged": [(each, queries.allegation_label(each)) for each in self.allegations],
            "revealed_by": self._revealed_by(),
            "added": "add" in self.request.POST,
            "most": forms.MAX_CONDITIONS,
            "obstacles": list(obstacles_to_disposal(self.suspect, on=self.today)),
        }

    def _revealed_by(self) -> str:
        """
        The disposal that shows the conditions once it is selected.

        "" while they are to be seen whatever is selected: one without conditions is, and some are
        typed.
        """
        is_typed = any(form["text"].value() for form in self.conditions.forms)
        if is_typed and self.form["kind"].value() not in (None, "", *CONDITIONAL_KINDS):
            return ""
        return next((each for each in self.kinds if each in CONDITIONAL_KINDS), "")
