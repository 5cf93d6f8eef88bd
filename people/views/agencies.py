"""The agencies: forces, CPS Areas and the others."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people import administration_forms as forms
from people import queries
from people.actions import agencies as actions
from people.guards import acted, guarded_site
from people.models import Agency
from people.permissions import SITE
from people.sides import Side
from people.views.asking import ask
from people.visits import Request


@guarded_site("see_accounts", SITE)
def agencies(request: Request, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.agencies()
    request.visit.shows(Agency, [row[0] for row in rows])
    page = {"sides": dict(Side.choices), "agencies": rows, "allowed": allowed}
    return TemplateResponse(request, "people/agencies/list.html", page)


@guarded_site("see_accounts", SITE)
def agency(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    found = _agency(request, pk)
    page = queries.agency_page(found) | {"allowed": allowed}
    return TemplateResponse(request, "people/agencies/show.html", page)


@guarded_site("add_agency", SITE)
def add_agency(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddAgency(request.POST or None, areas=queries.areas())
    if acted(request, form, actions.add_agency, _("The agency has been added.")):
        return redirect("agency", form.outcome)
    back = reverse("agencies"), _("Agencies")
    title = _("Add an agency")
    return ask(request, form, title=title, back=back, says=_("Add agency"))


@guarded_site("change_agency", SITE)
def change_agency(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    agency = _agency(request, pk)
    initial: dict[str, Any] = {"name": agency.name, "force_code": agency.force_code}
    initial["areas"] = [str(area) for area in agency.areas.values_list("pk", flat=True)]
    form = forms.ChangeAgency(
        request.POST or None,
        version=agency.version,
        of=agency,
        initial=initial,
        is_force=agency.side == Side.POLICE,
        areas=queries.areas(),
    )
    told = _("The agency has been changed.")
    if acted(request, form, actions.change_agency, told, agency=agency):
        return redirect("agency", pk)
    return ask(
        request,
        form,
        title=_("Change an agency"),
        caption=agency.name,
        back=(reverse("agency", args=[pk]), agency.name),
        says=_("Save changes"),
    )


def _agency(request: Request, pk: int) -> Agency:
    found = get_object_or_404(Agency, pk=pk)
    request.visit.shows(Agency, [pk])
    return found
