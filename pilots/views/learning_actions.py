"""Learning actions of a panel: set, seen, and completed with evidence."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_site, scope_for, submit_form
from pilots.actions import learning_actions as actions
from pilots.forms import learning_actions as forms
from pilots.models import LearningAction, PanelCase
from pilots.permissions import LEARNING_ACTION, PANEL_CASE, SITE
from pilots.queries import panel_tasks as queries


@guarded_site("see_asked_by_panels", SITE)
def see_asked_by_panels(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    looks = queries.open_reconsiderations(scope)
    actions = queries.open_learning_actions(scope)
    done = queries.completed_learning_actions(scope)
    request.audit.add_rows(LearningAction, [each.row.pk for each in (*actions, *done)])
    page = {"looks": looks, "actions": actions, "done": done, "allowed": allowed}
    return TemplateResponse(request, "pilots/panel_tasks/list.html", page)


@guarded("see_learning_action", LearningAction, LEARNING_ACTION)
def see_learning_action(
    request: GuardedRequest, row: LearningAction, allowed: frozenset[str]
) -> HttpResponse:
    line = queries.learning_action_row(row, at=scope_for(request).at)
    page = {"line": line, "allowed": allowed}
    return TemplateResponse(request, "pilots/panel_tasks/action.html", page)


@guarded("set_learning_action", PanelCase, PANEL_CASE)
def set_learning_action(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    panel = panel_case.panel
    people = actions.possible_owners(panel, at=scope_for(request).at)
    units = actions.units_that_can_be_asked(panel)
    form = forms.SetLearningActionForm(request.POST or None, people=people, units=units)
    action, told = actions.set_learning_action, _("Action set")
    if submit_form(request, form, action, told, panel_case=panel_case):
        return redirect("see-panel", panel.pk)
    page: dict[str, Any] = {"panel_case": panel_case, "panel": panel}
    return render_form_with_draft(request, "pilots/panels/set_learning_action.html", form, **page)


@guarded("complete_learning_action", LearningAction, LEARNING_ACTION)
def complete_learning_action(
    request: GuardedRequest, row: LearningAction, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.CompleteLearningActionForm(request.POST or None)
    message = _("Action completed")
    if submit_form(request, form, actions.complete_learning_action, message, learning_action=row):
        return redirect("see-learning-action", row.pk)
    line = queries.learning_action_row(row, at=scope_for(request).at)
    return render_form_with_draft(
        request, "pilots/panel_tasks/complete_learning_action.html", form, line=line
    )
