"""Pages about agencies: forces, CPS Areas and others."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import forms, queries
from people.administration.actions import agencies as actions
from people.administration.permissions import SITE
from people.identity.sides import Side
from people.models import Agency
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, submit_form


@guarded_site("see_accounts", SITE)
def list_agencies(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.agency_rows()
    request.audit.add_rows(Agency, [row[0] for row in rows])
    page = {"sides": dict(Side.choices), "agencies": rows, "allowed": allowed}
    return TemplateResponse(request, "people/agencies/list.html", page)


@guarded_site("see_accounts", SITE)
def see_agency(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    found = _find_agency(request, pk)
    page = queries.agency_page_context(found) | {"allowed": allowed}
    return TemplateResponse(request, "people/agencies/show.html", page)


@guarded_site("add_agency", SITE)
def add_agency(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddAgencyForm(request.POST or None, areas=queries.cps_areas())
    if submit_form(request, form, actions.add_agency, _("The agency has been added.")):
        return redirect("agency", form.result_id)
    back = reverse("agencies"), _("Agencies")
    title = _("Add an agency")
    return render_form_page(request, form, title=title, back=back, says=_("Add agency"))


@guarded_site("change_agency", SITE)
def change_agency(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    agency = _find_agency(request, pk)
    initial: dict[str, Any] = {"name": agency.name, "force_code": agency.force_code}
    initial["areas"] = [str(area) for area in agency.areas.values_list("pk", flat=True)]
    form = forms.ChangeAgencyForm(
        request.POST or None,
        version=agency.version,
        of=agency,
        initial=initial,
        is_force=agency.side == Side.POLICE,
        areas=queries.cps_areas(),
    )
    message = _("The agency has been changed.")
    if submit_form(request, form, actions.change_agency, message, agency=agency):
        return redirect("agency", pk)
    return render_form_page(
        request,
        form,
        title=_("Change an agency"),
        caption=agency.name,
        back=(reverse("agency", args=[pk]), agency.name),
        says=_("Save changes"),
    )


def _find_agency(request: GuardedRequest, pk: int) -> Agency:
    found = get_object_or_404(Agency, pk=pk)
    request.audit.add_rows(Agency, [pk])
    return found
