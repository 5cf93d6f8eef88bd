"""What people hold: given and taken back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people import administration_forms as forms
from people import queries
from people.actions import grants as actions
from people.guards import act, guarded_site
from people.models import Unit
from people.permissions import SITE
from people.sides import Side
from people.views.asking import ask, person_for
from people.visits import Request
from people.words import capacity as said


@guarded_site("give_capacity", SITE)
def give_capacity(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for(request, "give_capacity", pk)
    is_system = person.is_system
    sides = dict.fromkeys([person.agency.side] + [Side.LEARNING] * (not is_system))
    units = queries.open_units(agency__side__in=sides)
    form = forms.GiveCapacity(request.POST or None, sides=sides, units=units, by_system=is_system)
    if form.is_valid() and act(
        request,
        actions.give_capacity,
        verb="give_capacity",
        form=form,
        person=person,
        unit=Unit.objects.get(pk=form.cleaned_data["unit"]),
        capacity=form.cleaned_data["capacity"],
        expires_at=form.expires_at,
    ):
        messages.success(request, _("Role added."))
        return redirect("person", pk)
    return ask(
        request,
        form,
        title=_("Add a role"),
        caption=person.name,
        back=(reverse("person", args=[pk]), person.name),
        says=_("Add role"),
        lookup=True,
    )


@guarded_site("take_capacity_back", SITE)
def take_capacity_back(
    request: Request, allowed: frozenset[str], pk: int, grant: int
) -> HttpResponse:
    person = person_for(request, "take_capacity_back", pk)
    held = person.unitgrants.select_related("permission", "content_object", "user")
    held = held.filter(pk=grant).first()
    form = forms.Confirm(request.POST or None)
    if held is None and request.method != "POST":
        raise Http404
    if form.is_valid() and (
        held is None  # taken back a moment ago, by a double click or by somebody else
        or act(
            request, actions.take_capacity_back, verb="take_capacity_back", form=form, grant=held
        )
    ):
        messages.success(request, _("Role withdrawn."))
        return redirect("person", pk)
    return ask(
        request,
        form,
        title=_("Withdraw a role"),
        caption=f"{person.name}, {held.content_object.name}",
        lead=said(held.permission.codename),
        back=(reverse("person", args=[pk]), person.name),
        says=_("Withdraw"),
        warning=True,
    )
