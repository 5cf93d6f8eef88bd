"""Pages about units, and about the routes of police units' referrals."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration import forms, merge_forms, queries
from people.administration.actions import units as actions
from people.administration.managed import managed_agencies, managed_units
from people.administration.permissions import SITE
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.identity.sides import Side
from people.models import Route, Unit
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_form

MERGE_EXPLANATION = gettext_lazy(
    "Its cases, their dates and open actions, its routes and its people’s roles go to "
    "the unit that you select, and this unit is closed. People with a role on either "
    "unit can then read the cases of both, except restricted cases and those where "
    "they have a conflict of interest. This cannot be undone."
)
NO_UNIT_TO_MERGE_INTO = gettext_lazy(
    "This agency has no other open unit of this kind. Add one first."
)


@guarded_site("see_accounts", SITE)
def see_unit(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    found = _find_unit(request, pk)
    page = queries.unit_page_context(found, scope_for(request)) | {"allowed": allowed}
    page["sends_referrals"] = found.agency.side == Side.POLICE and not found.merged_into
    return TemplateResponse(request, "people/units/show.html", page)


@guarded_site("add_unit", SITE)
def add_unit(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    agency = get_object_or_404(managed_agencies(scope_for(request)), pk=pk)
    form = forms.AddUnitForm(request.POST or None, areas=_area_choices())
    if submit_form(request, form, actions.add_unit, _("The unit has been added."), agency=agency):
        return redirect("unit", form.result_id)
    return render_form_page(
        request,
        form,
        title=_("Add a unit"),
        caption=agency.name,
        back=(reverse("agency", args=[pk]), agency.name),
        says=_("Add unit"),
        lookup=True,
    )


@guarded_site("change_unit", SITE)
def change_unit(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    unit = _find_unit(request, pk)
    field_names = (
        "name", "kind", "area", "is_open", "contact_name", "contact_phone",
        "charges_are_read_twice",
    )  # fmt: skip
    initial = {name: getattr(unit, name) for name in field_names}
    form = forms.ChangeUnitForm(
        request.POST or None, version=unit.version, of=unit, initial=initial, areas=_area_choices()
    )
    if submit_form(request, form, actions.change_unit, _("The unit has been changed."), unit=unit):
        return redirect("unit", pk)
    return render_form_page(
        request,
        form,
        title=_("Change a unit"),
        caption=f"{unit.name}, {unit.agency.name}",
        back=(reverse("unit", args=[pk]), unit.name),
        says=_("Save changes"),
        lookup=True,
    )


@guarded_site("merge_unit", SITE)
def merge_unit(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    """Merge a unit into another and close it."""
    unit = _find_unit(request, pk)
    units = queries.units_to_merge_into(unit)
    form = merge_forms.MergeUnitForm(request.POST or None, version=unit.version, units=units)
    into = _unit_from_choice(form.cleaned_data["into"]) if form.is_valid() else None
    if sent := propose(request, form, "merge_unit", unit=unit, into=into):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Merge a unit into another"),
        caption=f"{unit.name}, {unit.agency.name}",
        lead=MERGE_EXPLANATION if units else NO_UNIT_TO_MERGE_INTO,
        back=(reverse("unit", args=[pk]), unit.name),
        says=NEEDS_APPROVAL,
        warning=True,
        lookup=True,
    )


@guarded_site("set_route", SITE)
def set_route(
    request: GuardedRequest, allowed: frozenset[str], pk: int, is_urgent: bool
) -> HttpResponse:
    unit = _find_unit(request, pk)
    route = Route.objects.filter(police_unit=unit, is_urgent=is_urgent).first()
    form = forms.SetRouteForm(
        request.POST or None,
        version=route.version if route else 0,
        initial={"cps_unit": route and route.cps_unit_id},
        is_urgent=is_urgent,
        units=queries.open_unit_choices(agency__side=Side.CPS),
    )
    cps_unit = _unit_from_choice(form.cleaned_data["cps_unit"]) if form.is_valid() else None
    if sent := propose(
        request, form, "set_route", unit=unit, is_urgent=is_urgent, cps_unit=cps_unit
    ):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Set where urgent referrals go") if is_urgent else _("Set where referrals go"),
        caption=f"{unit.name}, {unit.agency.name}",
        back=(reverse("unit", args=[pk]), unit.name),
        says=NEEDS_APPROVAL,
        lookup=True,
    )


def _find_unit(request: GuardedRequest, pk: int) -> Unit:
    rows = managed_units(scope_for(request)).select_related("agency", "merged_into")
    found = get_object_or_404(rows, pk=pk)
    request.audit.add_rows(Unit, [pk])
    return found


def _unit_from_choice(pk: str | None) -> Unit | None:
    return Unit.objects.select_related("agency").get(pk=pk) if pk else None


def _area_choices() -> list[tuple[str, str]]:
    short = [area.short_name for area in queries.cps_areas()]
    return [(name, name) for name in short]
