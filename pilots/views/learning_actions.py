"""Learning actions of a panel: set, and completed with evidence."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from pilots.actions import learning_actions as actions
from pilots.forms import learning_actions as forms
from pilots.models import LearningAction, PanelCase
from pilots.permissions import LEARNING_ACTION, PANEL_CASE


@guarded("set_learning_action", PanelCase, PANEL_CASE)
def set_learning_action(request, panel_case, allowed):
    people = actions.may_own(panel_case.panel, at=scope_for(request).at)
    form = forms.SetLearningAction(request.POST or None, people=people)
    action, told = actions.set_learning_action, _("Action set")
    if acted(request, form, action, told, panel_case=panel_case):
        return redirect("see-panel", panel_case.panel_id)
    page = {"panel_case": panel_case, "panel": panel_case.panel}
    return ask(request, "pilots/panels/set_learning_action.html", form, **page)


@guarded("complete_learning_action", LearningAction, LEARNING_ACTION)
def complete_learning_action(request, row, allowed):
    form = forms.CompleteLearningAction(request.POST or None)
    told = _("Action completed")
    if acted(request, form, actions.complete_learning_action, told, learning_action=row):
        return redirect("see-panel", row.panel_id)
    page = {"action": row, "panel": row.panel}
    return ask(request, "pilots/panels/complete_learning_action.html", form, **page)
