"""Pages on pilots: what they try, where, since when, and their registered measures."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.administration.views.proposing import propose
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, submit_form
from pilots.actions import pilots as actions
from pilots.forms import pilots as forms
from pilots.models import Pilot, PilotArea
from pilots.permissions import SITE
from pilots.queries import pilots as queries


@guarded_site("see_pilots", SITE)
def see_pilots(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    page = {"pilots": queries.all_pilots(), "allowed": allowed}
    return TemplateResponse(request, "pilots/pilots/list.html", page)


@guarded_site("see_pilot", SITE)
def see_pilot(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    reading = queries.pilot_detail(_pilot_or_404(request, pk), scope_for(request))
    return TemplateResponse(
        request, "pilots/pilots/see.html", {"reading": reading, "allowed": allowed}
    )


@guarded_site("add_pilot", SITE)
def add_pilot(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddPilotForm(request.POST or None)
    if submit_form(request, form, actions.add_pilot, _("Pilot added")):
        return redirect("see-pilot", form.result_id)
    return render_form_with_draft(request, "pilots/pilots/add.html", form)


@guarded_site("change_pilot", SITE)
def change_pilot(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    pilot = _pilot_or_404(request, pk)
    now = {name: getattr(pilot, name) for name in ("name", "strands", "purpose", "follow_up_days")}
    form = forms.ChangePilotForm(request.POST or None, version=pilot.version, of=pilot, initial=now)
    if submit_form(request, form, actions.change_pilot, _("Pilot changed"), pilot=pilot):
        return redirect("see-pilot", pilot.pk)
    return render_form_with_draft(request, "pilots/pilots/change.html", form, pilot=pilot)


@guarded_site("add_pilot_area", SITE)
def add_pilot_area(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    pilot = _pilot_or_404(request, pk)
    form = forms.AddPilotAreaForm(
        request.POST or None, areas=queries.areas_to_add(pilot), units=queries.pilot_units()
    )
    if sent := propose(request, form, "add_pilot_area", pilot=pilot):
        return sent
    return render_form_with_draft(request, "pilots/pilots/add_area.html", form, pilot=pilot)


@guarded_site("change_pilot_area", SITE)
def change_pilot_area(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    area = get_object_or_404(PilotArea.objects.select_related("area", "pilot"), pk=pk)
    request.audit.add_rows(PilotArea, [area.pk])
    now = {
        "is_comparator": area.is_comparator, "starts_on": area.starts_on, "unit": area.unit_id,
        "forces": [str(each) for each in area.forces.values_list("pk", flat=True)],
    }  # fmt: skip
    form = forms.ChangePilotAreaForm(
        request.POST or None, version=area.version, of=area, initial=now,
        forces=queries.forces_of_area(area), units=queries.pilot_units(),
    )  # fmt: skip
    if sent := propose(request, form, "change_pilot_area", area=area):
        return sent
    return render_form_with_draft(request, "pilots/pilots/change_area.html", form, area=area)


@guarded_site("register_measure", SITE)
def register_measure(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    pilot = _pilot_or_404(request, pk)
    form = forms.RegisterMeasureForm(
        request.POST or None, measures=queries.unregistered_measures(pilot)
    )
    if submit_form(request, form, actions.register_measure, _("Measure registered"), pilot=pilot):
        return redirect("see-pilot", pilot.pk)
    return render_form_with_draft(request, "pilots/pilots/register.html", form, pilot=pilot)


def _pilot_or_404(request: GuardedRequest, pk: int) -> Pilot:
    pilot = get_object_or_404(Pilot, pk=pk)
    request.audit.add_rows(Pilot, [pilot.pk])
    return pilot
