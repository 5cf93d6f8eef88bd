"""Pages on packs, opinions and findings."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from pilots import identifiers
from pilots.actions import opinions as actions
from pilots.actions import packs, passages
from pilots.forms import opinions as forms
from pilots.models import Panel, PanelCase
from pilots.permissions import PANEL, PANEL_CASE
from pilots.queries import opinions as queries


@guarded("open_panel", Panel, PANEL)
def open_panel(request: GuardedRequest, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    form = forms.OpenPanelForm(request.POST or None)
    if submit_form(request, form, actions.open_panel, _("The members read now"), panel=panel):
        return redirect("see-panel", panel.pk)
    return render_form_with_draft(request, "pilots/panels/open_panel.html", form, panel=panel)


@guarded("close_panel", Panel, PANEL)
def close_panel(request: GuardedRequest, panel: Panel, allowed: frozenset[str]) -> HttpResponse:
    form = forms.ClosePanelForm(request.POST or None)
    if submit_form(request, form, actions.close_panel, _("Panel closed"), panel=panel):
        return redirect("see-panel", panel.pk)
    return render_form_with_draft(request, "pilots/panels/close_panel.html", form, panel=panel)


@guarded("see_pack", PanelCase, PANEL_CASE)
def see_pack(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    reading = queries.pack_detail(panel_case, scope)
    if reading.own_opinion:
        allowed = allowed - {"give_opinion"}
    page = {"reading": reading, "panel_case": panel_case, "allowed": allowed}
    page |= {"reader": scope.name, "at": scope.at}
    response = TemplateResponse(request, "pilots/panels/pack.html", page)
    response["Cache-Control"] = "no-store, private"
    return response


@guarded("propose_passage", PanelCase, PANEL_CASE)
def propose_passage(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    reasons = packs.decision_rationale(panel_case)
    names = packs.identifying_names(panel_case)
    form = forms.ProposePassageForm(request.POST or None)
    action, told = passages.propose_passage, _("Sent to a second person")
    if submit_form(request, form, action, told, panel_case=panel_case):
        return redirect("see-pack", panel_case.pk)
    page: dict[str, Any] = {"panel_case": panel_case, "panel": panel_case.panel, "reasons": reasons}
    page["certain"] = identifiers.certain_identifiers(reasons, names)
    page["likely"] = identifiers.likely_identifiers(reasons, names)
    return render_form_with_draft(request, "pilots/panels/propose_passage.html", form, **page)


@guarded("settle_passage", PanelCase, PANEL_CASE)
def settle_passage(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    text, number = queries.passage_waiting(panel_case, scope_for(request))
    form = forms.SettlePassageForm(request.POST or None, version=number)
    if submit_form(
        request, form, passages.settle_passage, _("Answer recorded"), panel_case=panel_case
    ):
        return redirect("see-panel", panel_case.panel_id)
    page: dict[str, Any] = {"panel_case": panel_case, "panel": panel_case.panel, "passage": text}
    return render_form_with_draft(request, "pilots/panels/settle_passage.html", form, **page)


@guarded("stand_aside", PanelCase, PANEL_CASE)
def stand_aside(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.StandAsideForm(request.POST or None)
    return _panel_case_form_page(
        request, panel_case, form, actions.stand_aside, _("You do not read it")
    )


@guarded("give_opinion", PanelCase, PANEL_CASE)
def give_opinion(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.GiveOpinionForm(request.POST or None)
    return _panel_case_form_page(
        request, panel_case, form, actions.give_opinion, _("Opinion given")
    )


@guarded("record_finding", PanelCase, PANEL_CASE)
def record_finding(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.RecordFindingForm(request.POST or None)
    return _panel_case_form_page(
        request, panel_case, form, actions.record_finding, _("Finding recorded")
    )


def _panel_case_form_page(
    request: GuardedRequest,
    panel_case: PanelCase,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
) -> HttpResponse:
    """The page of one verb on a case; redirects to the panel."""
    if submit_form(request, form, action, message, panel_case=panel_case):
        return redirect("see-panel", panel_case.panel_id)
    template = f"pilots/panels/{action.__name__}.html"
    return render_form_with_draft(
        request, template, form, panel_case=panel_case, panel=panel_case.panel
    )
