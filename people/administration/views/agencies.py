"""Pages about agencies: forces, CPS Areas and others."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration import forms, merge_forms, queries
from people.administration.actions import agencies as actions
from people.administration.managed import managed_agencies
from people.administration.permissions import SITE
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.identity.sides import Side
from people.models import Agency
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_form

MERGE_EXPLANATION = gettext_lazy(
    "Its units, with their cases and dates, and its people go to the agency that you select. "
    "Nobody can read more cases than before. Administrators of that agency manage the units and "
    "people from then on, and those who lead these units hear of it; its own administrators have "
    "that role no more, until they are appointed for that agency. New cases get URNs with that "
    "agency’s force code, and the time limits that were agreed for that CPS Area apply. What was "
    "sent keeps the old name. "
    "This cannot be undone."
)


@guarded_site("see_accounts", SITE)
def list_agencies(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.agency_rows(scope_for(request))
    request.audit.add_rows(Agency, [row[0] for row in rows])
    page = {"sides": dict(Side.choices), "agencies": rows, "allowed": allowed}
    return TemplateResponse(request, "people/agencies/list.html", page)


@guarded_site("see_accounts", SITE)
def see_agency(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    found = _find_agency(request, pk)
    page = queries.agency_page_context(found) | {"allowed": allowed}
    page["is_force"] = found.side == Side.POLICE
    return TemplateResponse(request, "people/agencies/show.html", page)


@guarded_site("add_agency", SITE)
def add_agency(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddAgencyForm(request.POST or None)
    if submit_form(request, form, actions.add_agency, _("The agency has been added.")):
        return redirect("agency", form.result_id)
    back = reverse("agencies"), _("Agencies")
    title = _("Add an agency")
    return render_form_page(request, form, title=title, back=back, says=_("Add agency"))


@guarded_site("change_agency", SITE)
def change_agency(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    agency = _find_agency(request, pk)
    initial: dict[str, Any] = {"name": agency.name, "force_code": agency.force_code}
    form = forms.ChangeAgencyForm(
        request.POST or None,
        version=agency.version,
        of=agency,
        initial=initial,
        is_force=agency.side == Side.POLICE,
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


@guarded_site("set_areas", SITE)
def set_areas(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    """Propose the CPS Areas that a force sends its cases to."""
    agency = _find_agency(request, pk)
    form = forms.SetAreasForm(
        request.POST or None,
        version=agency.version,
        initial={"areas": list(agency.areas.values_list("pk", flat=True))},
        areas=queries.areas_to_send_to(),
    )
    if sent := propose(request, form, "set_areas", agency=agency):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Set which CPS Areas a force sends its cases to"),
        caption=agency.name,
        back=(reverse("agency", args=[pk]), agency.name),
        says=NEEDS_APPROVAL,
    )


@guarded_site("merge_agency", SITE)
def merge_agency(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    """Merge an agency into another of its side."""
    agency = _find_agency(request, pk)
    agencies = queries.agencies_to_merge_into(agency)
    form = merge_forms.MergeAgencyForm(
        request.POST or None, version=agency.version, agencies=agencies
    )
    into = Agency.objects.get(pk=form.cleaned_data["into"]) if form.is_valid() else None
    if sent := propose(request, form, "merge_agency", agency=agency, into=into):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Merge an agency into another"),
        caption=agency.name,
        lead=MERGE_EXPLANATION,
        back=(reverse("agency", args=[pk]), agency.name),
        says=NEEDS_APPROVAL,
        warning=True,
        lookup=True,
    )


def _find_agency(request: GuardedRequest, pk: int) -> Agency:
    rows = managed_agencies(scope_for(request)).select_related("merged_into")
    found = get_object_or_404(rows, pk=pk)
    request.audit.add_rows(Agency, [pk])
    return found
