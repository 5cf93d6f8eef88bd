"""Pages about systems that call the API. Their accounts and capacities: accounts.py, grants.py."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import forms
from people.administration import system_queries as queries
from people.administration.actions import systems as actions
from people.administration.permissions import SITE
from people.administration.views.person_lookup import person_for_verb
from people.models import Agency, System, User
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.forms import Form
from people.web.guards import guarded_site, scope_for, submit_action


@guarded_site("see_accounts", SITE)
def list_systems(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.system_rows(scope_for(request).at)
    request.audit.add_rows(User, [row.pk for row in rows])
    page = {"systems": rows, "allowed": allowed}
    return TemplateResponse(request, "people/systems/list.html", page)


@guarded_site("add_system", SITE)
def add_system(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddSystemForm(request.POST or None, agencies=queries.system_agency_choices())
    if form.is_valid():
        answers = form.cleaned_data | {"agency": Agency.objects.get(pk=form.cleaned_data["agency"])}
        if submit_action(request, actions.add_system, verb="add_system", form=form, **answers):
            return _secret_page(request, form, is_new=True)
    back = reverse("systems"), _("Systems")
    return render_form_page(
        request, form, title=_("Add a system"), back=back, says=_("Add system"), lookup=True,
        lead=_("You are shown its client id and its secret next, once. Have a safe place ready."),
    )  # fmt: skip


@guarded_site("renew_secret", SITE)
def renew_secret(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    account = person_for_verb(request, "renew_secret", pk)
    form = forms.ConfirmChangeForm(request.POST or None, version=account.version)
    if form.is_valid() and submit_action(
        request, actions.renew_secret, verb="renew_secret", form=form, person=account,
        **form.cleaned_data,
    ):  # fmt: skip
        return _secret_page(request, form, is_new=False)
    return render_form_page(
        request, form, title=_("Renew the secret"), caption=account.name,
        lead=_(
            "The old secret and every token end at once: the system cannot call until it has the "
            "new secret, which you are shown next, once."
        ),
        back=(reverse("person", args=[pk]), account.name), says=_("Renew secret"), warning=True,
    )  # fmt: skip


def _secret_page(request: GuardedRequest, form: Form, *, is_new: bool) -> HttpResponse:
    """
    The page with a new secret, shown once.

    The secret is not stored, so a second click or a reload explains how to get another.
    """
    if form.result is not None:
        page = {"system": form.result, "is_new": is_new}
        return TemplateResponse(request, "people/systems/secret.html", page)
    account = System.objects.values_list("account", flat=True).get(pk=form.result_id)
    messages.warning(
        request,
        _("The secret was shown once, when you first pressed the button. If you have not copied "
          "it, renew it."),
    )  # fmt: skip
    return redirect("person", account)
