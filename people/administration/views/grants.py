"""Pages to grant and revoke capacities."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import forms, queries
from people.administration.account_histories import role_withdrawn_text
from people.administration.actions import grants as actions
from people.administration.labels import capacity_label as said
from people.administration.managed import manages_service, of_managed
from people.administration.permissions import SITE
from people.administration.role_forms import GiveCapacityForm
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.identity.sides import Side
from people.models import Unit, UnitGrant, User
from people.web.audit_context import SAFE_METHODS, GuardedRequest
from people.web.fields import Form
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_action
from people.web.submit import is_already_submitted


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
    form = forms.TakeCapacityBackForm(request.POST or None)
    if held is None:
        return _say_it_was_withdrawn(request, person, grant)
    if _is_withdrawn(request, form, held):
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


def _say_it_was_withdrawn(request: GuardedRequest, person: User, grant: int) -> HttpResponse:
    """After a form that found no role: a double click, or another administrator was first."""
    ended = role_withdrawn_text(person, grant)
    if request.method in SAFE_METHODS or not ended:
        raise Http404
    if is_already_submitted(request):
        messages.success(request, _("Role withdrawn."))
    else:
        messages.warning(request, ended)
    return redirect("person", person.pk)


def _is_withdrawn(request: GuardedRequest, form: Form, held: UnitGrant) -> bool:
    """Whether the role ends by this form."""
    answers = {"grant": held, **form.cleaned_data} if form.is_valid() else {}
    act, verb = actions.take_capacity_back, "take_capacity_back"
    return bool(answers) and submit_action(request, act, verb=verb, form=form, **answers)
