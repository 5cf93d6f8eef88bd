"""The pilots: what they try out, where, since when, and by what they are to be judged."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded_site, scope_for
from people.visits import Request
from pilots.actions import pilots as actions
from pilots.forms import pilots as forms
from pilots.models import Pilot, PilotArea
from pilots.permissions import SITE
from pilots.queries import pilots as queries


@guarded_site("see_pilots", SITE)
def see_pilots(request: Request, allowed: frozenset[str]) -> HttpResponse:
    page = {"pilots": queries.pilots(), "allowed": allowed}
    return TemplateResponse(request, "pilots/pilots/list.html", page)


@guarded_site("see_pilot", SITE)
def see_pilot(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    reading = queries.read(_pilot(request, pk), scope_for(request))
    return TemplateResponse(
        request, "pilots/pilots/see.html", {"reading": reading, "allowed": allowed}
    )


@guarded_site("add_pilot", SITE)
def add_pilot(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddPilot(request.POST or None)
    if acted(request, form, actions.add_pilot, _("Pilot added")):
        return redirect("see-pilot", form.outcome)
    return ask(request, "pilots/pilots/add.html", form)


@guarded_site("change_pilot", SITE)
def change_pilot(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    pilot = _pilot(request, pk)
    now = {name: getattr(pilot, name) for name in ("name", "strands", "purpose", "follow_up_days")}
    form = forms.ChangePilot(request.POST or None, version=pilot.version, of=pilot, initial=now)
    if acted(request, form, actions.change_pilot, _("Pilot changed"), pilot=pilot):
        return redirect("see-pilot", pilot.pk)
    return ask(request, "pilots/pilots/change.html", form, pilot=pilot)


@guarded_site("add_pilot_area", SITE)
def add_pilot_area(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    pilot = _pilot(request, pk)
    form = forms.AddPilotArea(
        request.POST or None, areas=queries.areas_to_add(pilot), units=queries.pilot_units()
    )
    if acted(request, form, actions.add_pilot_area, _("CPS Area added"), pilot=pilot):
        return redirect("see-pilot", pilot.pk)
    return ask(request, "pilots/pilots/add_area.html", form, pilot=pilot)


@guarded_site("change_pilot_area", SITE)
def change_pilot_area(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    area = get_object_or_404(PilotArea.objects.select_related("area", "pilot"), pk=pk)
    request.visit.shows(PilotArea, [area.pk])
    now = {
        "is_comparator": area.is_comparator, "starts_on": area.starts_on, "unit": area.unit_id,
        "forces": [str(each) for each in area.forces.values_list("pk", flat=True)],
    }  # fmt: skip
    form = forms.ChangePilotArea(
        request.POST or None, version=area.version, of=area, initial=now,
        forces=queries.forces_of(area), units=queries.pilot_units(),
    )  # fmt: skip
    if acted(request, form, actions.change_pilot_area, _("CPS Area changed"), area=area):
        return redirect("see-pilot", area.pilot_id)
    return ask(request, "pilots/pilots/change_area.html", form, area=area)


@guarded_site("register_measure", SITE)
def register_measure(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    pilot = _pilot(request, pk)
    form = forms.RegisterMeasure(request.POST or None, measures=queries.unregistered(pilot))
    if acted(request, form, actions.register_measure, _("Measure registered"), pilot=pilot):
        return redirect("see-pilot", pilot.pk)
    return ask(request, "pilots/pilots/register.html", form, pilot=pilot)


def _pilot(request: Request, pk: int) -> Pilot:
    pilot = get_object_or_404(Pilot, pk=pk)
    request.visit.shows(Pilot, [pilot.pk])
    return pilot
