"""Pages to grant and revoke capacities."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import forms, queries
from people.administration.actions import grants as actions
from people.administration.labels import capacity_label as said
from people.administration.managed import manages_service, of_managed
from people.administration.permissions import SITE
from people.administration.role_forms import GiveCapacityForm
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.identity.sides import Side
from people.models import Unit, User
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_action


@guarded_site("give_capacity", SITE)
def give_capacity(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "give_capacity", pk)
    is_system = person.is_system
    scope = scope_for(request)
    sides = dict.fromkeys([person.agency.side])
    if manages_service(scope) and not is_system:
        sides[Side.LEARNING] = None
    units = queries.open_unit_choices(of_managed(scope), agency__side__in=sides)
    form = GiveCapacityForm(request.POST or None, sides=sides, units=units, by_system=is_system)
    if sent := _propose_role(request, form, person):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Add a role"),
        caption=person.name,
        back=(reverse("person", args=[pk]), person.name),
        says=NEEDS_APPROVAL if is_system else _("Send"),  # an emergency waits for none
        lookup=True,
    )


def _propose_role(
    request: GuardedRequest, form: GiveCapacityForm, person: User
) -> HttpResponse | None:
    """Send the role of a valid form for approval."""
    if not form.is_valid():
        return None
    unit = Unit.objects.select_related("agency").get(pk=form.cleaned_data["unit"])
    return propose(request, form, "give_capacity", person=person, unit=unit)


@guarded_site("take_capacity_back", SITE)
def take_capacity_back(
    request: GuardedRequest, allowed: frozenset[str], pk: int, grant: int
) -> HttpResponse:
    person = person_for_verb(request, "take_capacity_back", pk)
    grants = person.unitgrants.select_related("permission", "content_object", "user")
    held = grants.filter(pk=grant).first()
    form = forms.ConfirmForm(request.POST or None)
    if held is None and not form.is_valid():
        raise Http404
    # None: revoked a moment ago, by a double click or another administrator
    if held is None or (
        form.is_valid()
        and submit_action(
            request, actions.take_capacity_back, verb="take_capacity_back", form=form, grant=held
        )
    ):
        messages.success(request, _("Role withdrawn."))
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=_("Withdraw a role"),
        caption=f"{person.name}, {held.content_object.name}",
        lead=said(held.permission.codename),
        back=(reverse("person", args=[pk]), person.name),
        says=_("Withdraw role"),
        warning=True,
    )
