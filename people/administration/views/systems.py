"""Pages about systems that call the API. Their accounts and capacities: accounts.py, grants.py."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration import forms
from people.administration import system_queries as queries
from people.administration.permissions import SITE
from people.administration.proposal_forms import ProposedChangeForm
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.models import Agency, User
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for

SYSTEM_IS_RENEWED = gettext_lazy(
    "Once it is approved you renew it, and are shown the new secret, once. The old secret "
    "and every token end then: the system cannot call until it has the new one."
)
DIRECTORY_IS_RENEWED = gettext_lazy(
    "Once it is approved you renew it, and are shown the new secret, once. The old one works "
    "until the new one is first used. If others may know the old one, deactivate the directory now."
)


@guarded_site("see_accounts", SITE)
def list_systems(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    rows = queries.system_rows(scope_for(request))
    request.audit.add_rows(User, [row.pk for row in rows])
    page = {"systems": rows, "allowed": allowed}
    return TemplateResponse(request, "people/systems/list.html", page)


@guarded_site("add_system", SITE)
def add_system(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddSystemForm(
        request.POST or None, agencies=queries.system_agency_choices(scope_for(request))
    )
    agency = Agency.objects.get(pk=form.cleaned_data["agency"]) if form.is_valid() else None
    if sent := propose(request, form, "add_system", agency=agency):
        return sent
    back = reverse("systems"), _("Systems")
    return render_form_page(
        request, form, title=_("Add a system"), back=back, says=NEEDS_APPROVAL, lookup=True,
        lead=_("Once it is approved you add it, and are shown its client id and its secret, once."),
    )  # fmt: skip


@guarded_site("renew_secret", SITE)
def renew_secret(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    account = person_for_verb(request, "renew_secret", pk)
    is_directory = queries.system_detail(account).people_of
    form = ProposedChangeForm(request.POST or None, version=account.version)
    if sent := propose(request, form, "renew_secret", person=account):
        return sent
    return render_form_page(
        request, form, title=_("Renew the secret"), caption=account.name,
        lead=DIRECTORY_IS_RENEWED if is_directory else SYSTEM_IS_RENEWED,
        back=(reverse("person", args=[pk]), account.name), says=NEEDS_APPROVAL, warning=True,
    )  # fmt: skip


@guarded_site("set_public_keys", SITE)
def set_public_keys(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    account = person_for_verb(request, "set_public_keys", pk)
    form = forms.SetPublicKeysForm(request.POST or None, version=account.version)
    if sent := propose(request, form, "set_public_keys", person=account):
        return sent
    return render_form_page(
        request, form, title=_("Set the keys by which the system proves itself"),
        caption=account.name, back=(reverse("person", args=[pk]), account.name),
        says=NEEDS_APPROVAL,
        lead=_(
            "Once it is approved its secret and its tokens end: it proves itself by signing with "
            "one of these keys, and can call for officers whom their agency’s identity provider "
            "has named. Compare the thumbprints with whoever runs it, on a number that you know."
        ),
    )  # fmt: skip
