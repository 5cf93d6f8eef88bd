"""Pages to link and unlink the accounts of one person."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration import forms
from people.administration.permissions import SITE
from people.administration.proposal_forms import ProposedChangeForm
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site

WHY_LINK_ACCOUNTS = gettext_lazy(
    "Some steps need two people, such as countersigning a decision. The accounts of "
    "one person count as one, so no one can be their own second reader."
)


@guarded_site("join_accounts", SITE)
def join_accounts(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "join_accounts", pk)
    form = forms.JoinAccountsForm(request.POST or None)
    if sent := propose(request, form, "join_accounts", person=person):
        return sent
    return render_form_page(
        request, form, title=_("Record another account of the same person"), lead=WHY_LINK_ACCOUNTS,
        caption=person.name, back=_back_link(person), says=NEEDS_APPROVAL,
    )  # fmt: skip


@guarded_site("part_accounts", SITE)
def part_accounts(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "part_accounts", pk)
    form = ProposedChangeForm(request.POST or None, version=person.version)
    if sent := propose(request, form, "part_accounts", person=person):
        return sent
    return render_form_page(
        request, form, title=_("This account is of another person"), lead=WHY_LINK_ACCOUNTS,
        caption=person.name, back=_back_link(person), says=NEEDS_APPROVAL, warning=True,
    )  # fmt: skip


def _back_link(person: User) -> tuple[str, str]:
    return reverse("person", args=[person.pk]), person.name
