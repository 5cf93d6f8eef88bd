"""Learning actions of a panel: set, seen, and completed with evidence."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded, guarded_site, scope_for
from people.visits import Request
from pilots.actions import learning_actions as actions
from pilots.forms import learning_actions as forms
from pilots.models import LearningAction, PanelCase
from pilots.permissions import LEARNING_ACTION, PANEL_CASE, SITE
from pilots.queries import asked_by_panels as queries


@guarded_site("see_asked_by_panels", SITE)
def see_asked_by_panels(request: Request, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    page = {"looks": queries.looks(scope), "actions": queries.actions(scope)}
    page["done"] = queries.done(scope)
    seen = [each.row.pk for each in (*page["actions"], *page["done"])]
    request.visit.shows(LearningAction, seen)
    return TemplateResponse(request, "pilots/asked/list.html", page | {"allowed": allowed})


@guarded("see_learning_action", LearningAction, LEARNING_ACTION)
def see_learning_action(
    request: Request, row: LearningAction, allowed: frozenset[str]
) -> HttpResponse:
    line = queries.asked(row, at=scope_for(request).at)
    page = {"line": line, "allowed": allowed}
    return TemplateResponse(request, "pilots/asked/action.html", page)


@guarded("set_learning_action", PanelCase, PANEL_CASE)
def set_learning_action(
    request: Request, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    panel = panel_case.panel
    people = actions.may_own(panel, at=scope_for(request).at)
    units = actions.may_be_asked(panel)
    form = forms.SetLearningAction(request.POST or None, people=people, units=units)
    action, told = actions.set_learning_action, _("Action set")
    if acted(request, form, action, told, panel_case=panel_case):
        return redirect("see-panel", panel.pk)
    page: dict[str, Any] = {"panel_case": panel_case, "panel": panel}
    return ask(request, "pilots/panels/set_learning_action.html", form, **page)


@guarded("complete_learning_action", LearningAction, LEARNING_ACTION)
def complete_learning_action(
    request: Request, row: LearningAction, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.CompleteLearningAction(request.POST or None)
    told = _("Action completed")
    if acted(request, form, actions.complete_learning_action, told, learning_action=row):
        return redirect("see-learning-action", row.pk)
    line = queries.asked(row, at=scope_for(request).at)
    return ask(request, "pilots/asked/complete_learning_action.html", form, line=line)
