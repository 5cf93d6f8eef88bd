"""Pages on which an administrator links a person's sign-in at a provider, or takes it off."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import forms
from people.administration.actions import linked_sign_ins as actions
from people.administration.link_forms import LinkSignInForm
from people.administration.permissions import SITE
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, submit_form


@guarded_site("link_sign_in", SITE)
def link_sign_in(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "link_sign_in", pk)
    form = LinkSignInForm(request.POST or None, version=person.version)
    if sent := propose(request, form, "link_sign_in", person=person):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Link a sign-in at a provider"),
        caption=person.name,
        lead=_(
            "For a person who signs in at their agency’s provider. When they do, and it is not "
            "linked, they see a code. Make sure that it is they who give it to you: call them on a "
            "number that you know. Once it is approved that sign-in opens this account, and they "
            "are told by email."
        ),
        back=(reverse("person", args=[pk]), person.name),
        says=NEEDS_APPROVAL,
    )


@guarded_site("unlink_sign_ins", SITE)
def unlink_sign_ins(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "unlink_sign_ins", pk)
    form = forms.UnlinkSignInsForm(request.POST or None, version=person.version)
    done = _("The sign-ins are no longer linked.")
    if submit_form(request, form, actions.unlink_sign_ins, done, person=person):
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=_("Unlink the sign-ins at providers"),
        caption=person.name,
        lead=_(
            "They are signed out everywhere and told by email. Without a password of this service "
            "they need a link to set one."
        ),
        back=(reverse("person", args=[pk]), person.name),
        says=_("Unlink"),
        warning=True,
    )
