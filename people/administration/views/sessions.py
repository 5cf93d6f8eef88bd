"""The page on which an administrator signs a person out everywhere."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import forms
from people.administration.actions import sessions as actions
from people.administration.permissions import SITE
from people.administration.views.person_lookup import person_for_verb
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, submit_form


@guarded_site("sign_person_out", SITE)
def sign_person_out(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "sign_person_out", pk)
    form = forms.ConfirmChangeForm(request.POST or None, version=person.version)
    done = _("They are signed out everywhere.")
    if submit_form(request, form, actions.sign_person_out, done, person=person):
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=_("Sign a person out everywhere"),
        caption=person.name,
        lead=_(
            "For a computer that was left signed in, or a lost phone or laptop. They are told by "
            "email and can sign in again as before, so where somebody else may know their password "
            "or have their second step of signing in, deactivate the account instead. A page that "
            "is open somewhere stays on the screen until it is closed."
        ),
        back=(reverse("person", args=[pk]), person.name),
        says=_("Sign them out everywhere"),
        warning=True,
    )
