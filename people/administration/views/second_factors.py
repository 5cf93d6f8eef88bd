"""The page on which an administrator proposes to reset a person's second factor."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration.permissions import SITE
from people.administration.proposal_forms import ProposedChangeForm
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site


@guarded_site("reset_second_factor", SITE)
def reset_second_factor(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "reset_second_factor", pk)
    form = ProposedChangeForm(request.POST or None, version=person.version)
    if sent := propose(request, form, "reset_second_factor", person=person):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Reset the second step of signing in"),
        caption=person.name,
        lead=_(
            "For a person who has lost their phone or key and has no recovery codes. Make sure "
            "that it is they who ask: call them on a number that you know. Once it is approved "
            "they are signed out everywhere and told by email, their sign-ins at providers are "
            "unlinked, and their password leads to the set-up of a new one."
        ),
        back=(reverse("person", args=[pk]), person.name),
        says=NEEDS_APPROVAL,
    )
