"""The page on which the conditions of a caution are varied."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import condition_variations as actions
from cases.decisions.forms import disposals as forms
from cases.decisions.forms.condition_variations import VaryConditionsForm
from cases.decisions.queries import disposals as queries
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, recall_earlier_submission, scope_for, submit_action

BUTTONS = {"add", "remove"}  # that change the conditions and send nothing


@guarded("vary_conditions", Suspect, SUSPECT)
def vary_conditions(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Vary the conditions, which are added and removed one by one before sending."""
    decision = queries.disposal_in_force(suspect, scope_for(request))
    about: dict[str, Any] = {"given_on": queries.day_given(decision)}
    about["version"] = queries.version_shown(decision)
    about["is_of_youth"] = queries.is_of_youth(decision)
    rows = forms.VariedConditionFormSet(
        request.POST or None, prefix="conditions",
        initial=None if request.POST else forms.conditions_form_data(decision),
    )  # fmt: skip
    form = VaryConditionsForm(request.POST or None, conditions=rows, **about)
    if BUTTONS & request.POST.keys():
        typed, rows = form.answers(), rows.reshaped(request.POST)
        form = VaryConditionsForm(conditions=rows, **about)
        form.initial = {**form.initial, **typed}
    elif _is_sent(request, form, suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/disposals/vary.html", form, suspect=suspect, case=suspect.case,
        decision=decision, disposal=queries.disposal_rows(decision), conditions=rows,
        added="add" in request.POST, most=forms.MAX_CONDITIONS,
    )  # fmt: skip


def _is_sent(request: GuardedRequest, form: VaryConditionsForm, suspect: Suspect) -> bool:
    """Whether the form was sent and the action has run, now or by an earlier click."""
    is_done = recall_earlier_submission(request, form) or (
        form.is_valid()
        and form.conditions.is_valid()
        and submit_action(
            request, actions.vary_conditions, verb="vary_conditions", form=form, suspect=suspect,
            **form.cleaned_data,
        )
    )  # fmt: skip
    if is_done:
        told = _("Conditions varied for suspect %(n)s. The police are notified.")
        messages.success(request, told % {"n": suspect.number})
    return bool(is_done)
