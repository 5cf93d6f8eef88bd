"""The units that people hold, and where police units send their referrals."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import administration_forms as forms
from people import queries
from people.actions import merging
from people.actions import units as actions
from people.guards import act, acted, guarded_site, scope_for
from people.models import Agency, Route, Unit
from people.permissions import SITE
from people.sides import Side
from people.views.asking import ask
from people.visits import Request

WHAT_FOLLOWS = gettext_lazy(
    "Its cases, their dates and open actions, its routes and its people’s roles go to "
    "the unit that you select, and this unit is closed. People with a role on either "
    "unit can then read the cases of both, except restricted cases and those where "
    "they have a conflict of interest. This cannot be undone."
)
NOWHERE = gettext_lazy("This agency has no other open unit of this kind. Add one first.")


@guarded_site("see_accounts", SITE)
def unit(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    found = _unit(request, pk)
    page = queries.unit_page(found, scope_for(request).at) | {"allowed": allowed}
    page["sends_referrals"] = found.agency.side == Side.POLICE and not found.merged_into
    return TemplateResponse(request, "people/units/show.html", page)


@guarded_site("add_unit", SITE)
def add_unit(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    agency = get_object_or_404(Agency, pk=pk)
    form = forms.AddUnit(request.POST or None, areas=_areas())
    if acted(request, form, actions.add_unit, _("The unit has been added."), agency=agency):
        return redirect("unit", form.outcome)
    return ask(
        request,
        form,
        title=_("Add a unit"),
        caption=agency.name,
        back=(reverse("agency", args=[pk]), agency.name),
        says=_("Add unit"),
        lookup=True,
    )


@guarded_site("change_unit", SITE)
def change_unit(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    unit = _unit(request, pk)
    asked = ("name", "kind", "area", "is_open", "contact_name", "contact_phone")
    initial = {name: getattr(unit, name) for name in asked}
    form = forms.ChangeUnit(
        request.POST or None, version=unit.version, of=unit, initial=initial, areas=_areas()
    )
    if acted(request, form, actions.change_unit, _("The unit has been changed."), unit=unit):
        return redirect("unit", pk)
    return ask(
        request,
        form,
        title=_("Change a unit"),
        caption=f"{unit.name}, {unit.agency.name}",
        back=(reverse("unit", args=[pk]), unit.name),
        says=_("Save changes"),
        lookup=True,
    )


@guarded_site("merge_unit", SITE)
def merge_unit(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    """All that a unit has goes to another, and it is closed."""
    unit = _unit(request, pk)
    units = queries.units_to_merge_into(unit)
    form = forms.MergeUnit(request.POST or None, version=unit.version, units=units)
    if form.is_valid() and act(
        request, merging.merge_unit, verb="merge_unit", form=form, unit=unit,
        version=form.cleaned_data["version"], into=_chosen(form.cleaned_data["into"]),
    ):  # fmt: skip
        messages.success(request, _("The unit has been merged."))
        return redirect("unit", form.outcome)
    return ask(
        request,
        form,
        title=_("Merge a unit into another"),
        caption=f"{unit.name}, {unit.agency.name}",
        lead=WHAT_FOLLOWS if units else NOWHERE,
        back=(reverse("unit", args=[pk]), unit.name),
        says=_("Merge and close the unit"),
        warning=True,
        lookup=True,
    )


@guarded_site("set_route", SITE)
def set_route(request: Request, allowed: frozenset[str], pk: int, is_urgent: bool) -> HttpResponse:
    unit = _unit(request, pk)
    route = Route.objects.filter(police_unit=unit, is_urgent=is_urgent).first()
    form = forms.SetRoute(
        request.POST or None,
        version=route.version if route else 0,
        of=unit,
        initial={"cps_unit": route and route.cps_unit_id},
        is_urgent=is_urgent,
        units=queries.open_units(agency__side=Side.CPS),
    )
    if form.is_valid() and act(
        request, actions.set_route, verb="set_route", form=form, unit=unit, is_urgent=is_urgent,
        cps_unit=_chosen(form.cleaned_data["cps_unit"]), version=form.cleaned_data["version"],
    ):  # fmt: skip
        messages.success(request, _("The route has been set."))
        return redirect("unit", pk)
    return ask(
        request,
        form,
        title=_("Set where urgent referrals go") if is_urgent else _("Set where referrals go"),
        caption=f"{unit.name}, {unit.agency.name}",
        back=(reverse("unit", args=[pk]), unit.name),
        says=_("Set route"),
        lookup=True,
    )


def _unit(request: Request, pk: int) -> Unit:
    found = get_object_or_404(Unit.objects.select_related("agency", "merged_into"), pk=pk)
    request.visit.shows(Unit, [pk])
    return found


def _chosen(pk: str | None) -> Unit | None:
    return Unit.objects.select_related("agency").get(pk=pk) if pk else None


def _areas() -> list[tuple[str, str]]:
    short = [area.name.removeprefix("CPS ") for area in queries.areas()]
    return [(name, name) for name in short]
