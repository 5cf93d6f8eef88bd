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
from people.administration.unit_moves import what_moves
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.identity.sides import Side
from people.models import Agency, Route, Unit
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_form

MERGE_EXPLANATION = gettext_lazy(
    "Its cases, their dates and open actions, its routes and its people’s roles go to "
    "the unit that you select, and this unit is closed. People with a role on either "
    "unit can then read the cases of both, except restricted cases and those where "
    "they have a conflict of interest. This cannot be undone."
)
MOVE_EXPLANATION = gettext_lazy(
    "The unit goes to the agency that you select, with its cases, their dates and open actions, "
    "its routes and roles. Nobody can read more cases than before. Those who lead the unit hear "
    "of it at once.\n\n"
    "People and systems whose roles are all on this unit go along; whoever has a role on another "
    "unit of this agency stays in it, and keeps the role here. Administrators of that agency "
    "manage the unit and its people from then on. People sign in as before, also through the "
    "provider of this agency, until that is taken off their accounts; what its directory said of "
    "them is forgotten.\n\n"
    "New cases get URNs with the force code of that agency, and the time limits that were agreed "
    "for that CPS Area apply. In figures, the unit’s cases count for that agency from then on, "
    "earlier months too. Documents and ended panels keep the name of this agency; beside the name "
    "of a person stands the agency that they are in now."
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


@guarded_site("move_unit", SITE)
def move_unit(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    """Move a unit to another agency of its side."""
    unit = _find_unit(request, pk)
    agencies = queries.agencies_to_merge_into(unit.agency)
    form = merge_forms.MoveUnitForm(request.POST or None, version=unit.version, agencies=agencies)
    into = Agency.objects.get(pk=form.cleaned_data["into"]) if form.is_valid() else None
    if sent := propose(request, form, "move_unit", unit=unit, agency=unit.agency, into=into):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Move a unit to another agency"),
        caption=f"{unit.name}, {unit.agency.name}",
        lead=MOVE_EXPLANATION,
        shown=what_moves(unit),
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
