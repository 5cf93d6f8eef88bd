"""Pages on scrutiny panels: create, draw, name members."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import (
    guarded,
    guarded_site,
    recall_earlier_submission,
    scope_for,
    submit_form,
)
from pilots.actions import conflicts, sampling_frames
from pilots.actions import panels as actions
from pilots.forms import panels as forms
from pilots.models import Panel
from pilots.permissions import PANEL, SITE
from pilots.queries import panels as queries


@guarded_site("see_panels", SITE)
def see_panels(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.panels_of_reader(scope_for(request))
    request.audit.add_rows(Panel, [panel.pk for panel in rows])
    page = {"panels": rows, "allowed": allowed}
    return TemplateResponse(request, "pilots/panels/list.html", page)


@guarded_site("add_panel", SITE)
def add_panel(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddPanelForm(
        request.POST or None, areas=queries.areas_to_convene_in(scope_for(request))
    )
    if submit_form(request, form, actions.add_panel, _("Panel begun")):
        return redirect("see-panel", form.result_id)
    return render_form_with_draft(request, "pilots/panels/add_panel.html", form)


@guarded("see_panel", Panel, PANEL)
def see_panel(request: GuardedRequest, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    scope, convenes = scope_for(request), "see_panel_steps" in allowed
    # nosemgrep: write-behind-a-read-verb - only reads
    readers = conflicts.eligible_members_by_case(panel, at=scope.at) if convenes else None
    page = {"reading": queries.panel_detail(panel, scope, readers), "allowed": allowed}
    return TemplateResponse(request, "pilots/panels/see.html", page)


@guarded("see_panel_steps", Panel, PANEL)
def see_panel_steps(request: GuardedRequest, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    page = {"panel": panel, "steps": queries.panel_timeline_entries(panel, scope_for(request))}
    return TemplateResponse(request, "pilots/panels/steps.html", page)


@guarded("draw_panel", Panel, PANEL)
def draw_panel(request: GuardedRequest, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    form = forms.DrawPanelForm(request.POST or None, reasons=actions.coded_reasons(panel))
    if submit_form(request, form, actions.draw_panel, _("Cases drawn"), panel=panel):
        return redirect("see-panel", panel.pk)
    found = len(sampling_frames.frame_decisions(panel, at=scope_for(request).at))
    return render_form_with_draft(
        request, "pilots/panels/draw_panel.html", form, panel=panel, found=found
    )


@guarded("see_panel_draw", Panel, PANEL)
def see_panel_draw(request: GuardedRequest, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    page = {"panel": panel, "draw": queries.draw_detail(panel, scope_for(request))}
    page["strata"] = queries.STRATUM_LABELS
    return TemplateResponse(request, "pilots/panels/draw.html", page)


@guarded("name_panel_member", Panel, PANEL)
def name_panel_member(
    request: GuardedRequest, panel: Panel, allowed: frozenset[str]
) -> HttpResponse:
    people = actions.possible_panel_members(panel, at=scope_for(request).at)
    form = forms.NamePanelMemberForm(request.POST or None, people=people)
    return _panel_member_form_page(
        request, panel, form, actions.name_panel_member, _("Member named")
    )


@guarded("end_panel_member", Panel, PANEL)
def end_panel_member(
    request: GuardedRequest, panel: Panel, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.EndPanelMemberForm(
        request.POST or None, people=actions.current_panel_members(panel)
    )
    return _panel_member_form_page(
        request, panel, form, actions.end_panel_member, _("Membership ended")
    )


def _panel_member_form_page(
    request: GuardedRequest,
    panel: Panel,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
) -> HttpResponse:
    """The page of one verb on the panel's members; redirects to the panel."""
    done = recall_earlier_submission(request, form) or submit_form(
        request, form, action, message, panel=panel
    )
    if done:
        return redirect("see-panel", panel.pk)
    return render_form_with_draft(
        request, f"pilots/panels/{action.__name__}.html", form, panel=panel
    )
