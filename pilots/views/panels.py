"""Scrutiny panels: begun, drawn, and given their members."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, acted_before, guarded, guarded_site, scope_for
from people.visits import Request
from pilots.actions import conflicts, frames
from pilots.actions import panels as actions
from pilots.forms import panels as forms
from pilots.models import DecidedBy, Panel
from pilots.permissions import PANEL, SITE
from pilots.queries import panels as queries


@guarded_site("see_panels", SITE)
def see_panels(request: Request, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.panels(scope_for(request))
    request.visit.shows(Panel, [panel.pk for panel in rows])
    page = {"panels": rows, "allowed": allowed}
    return TemplateResponse(request, "pilots/panels/list.html", page)


@guarded_site("add_panel", SITE)
def add_panel(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddPanel(request.POST or None, areas=queries.areas_of(scope_for(request)))
    if acted(request, form, actions.add_panel, _("Panel begun")):
        return redirect("see-panel", form.outcome)
    return ask(request, "pilots/panels/add_panel.html", form)


@guarded("see_panel", Panel, PANEL)
def see_panel(request: Request, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    scope, convenes = scope_for(request), "see_panel_steps" in allowed
    readers = conflicts.eligible(panel, at=scope.at) if convenes else None
    page = {"reading": queries.read(panel, scope, readers), "allowed": allowed}
    return TemplateResponse(request, "pilots/panels/see.html", page)


@guarded("see_panel_steps", Panel, PANEL)
def see_panel_steps(request: Request, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    page = {"panel": panel, "steps": queries.steps_of(panel, scope_for(request))}
    return TemplateResponse(request, "pilots/panels/steps.html", page)


@guarded("draw_panel", Panel, PANEL)
def draw_panel(request: Request, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    has_reasons = panel.decided_by != DecidedBy.POLICE
    form = forms.DrawPanel(request.POST or None, has_reasons=has_reasons)
    if acted(request, form, actions.draw_panel, _("Cases drawn"), panel=panel):
        return redirect("see-panel", panel.pk)
    found = len(frames.frame(panel, at=scope_for(request).at))
    return ask(request, "pilots/panels/draw_panel.html", form, panel=panel, found=found)


@guarded("see_panel_draw", Panel, PANEL)
def see_panel_draw(request: Request, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    page = {"panel": panel, "draw": queries.draw_of(panel, scope_for(request))}
    page["strata"] = queries.STRATA
    return TemplateResponse(request, "pilots/panels/draw.html", page)


@guarded("name_panel_member", Panel, PANEL)
def name_panel_member(request: Request, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    people = actions.may_sit_on(panel, at=scope_for(request).at)
    form = forms.NamePanelMember(request.POST or None, people=people)
    return _asked(request, panel, form, actions.name_panel_member, _("Member named"))


@guarded("end_panel_member", Panel, PANEL)
def end_panel_member(request: Request, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    form = forms.Member(request.POST or None, people=actions.members_of(panel))
    return _asked(request, panel, form, actions.end_panel_member, _("Membership ended"))


def _asked(
    request: Request, panel: Panel, form: Form, action: Callable[..., object], told: str | Promise
) -> HttpResponse:
    """The page of one verb about the panel's members, and after it the panel."""
    done = acted_before(request, form) or acted(request, form, action, told, panel=panel)
    if done:
        return redirect("see-panel", panel.pk)
    return ask(request, f"pilots/panels/{action.__name__}.html", form, panel=panel)
