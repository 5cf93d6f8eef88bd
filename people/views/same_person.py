"""Which accounts are of one human being: recorded from the page of one of them."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import administration_forms as forms
from people.actions import same_person as actions
from people.guards import acted, guarded_site
from people.models import User
from people.permissions import SITE
from people.views.asking import ask, person_for
from people.visits import Request

WHY = gettext_lazy(
    "Some steps need two people, such as countersigning a decision. The accounts of "
    "one person count as one, so no one can be their own second reader."
)


@guarded_site("join_accounts", SITE)
def join_accounts(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for(request, "join_accounts", pk)
    form = forms.JoinAccounts(request.POST or None)
    told = _("Recorded: both accounts are of one person.")
    if acted(request, form, actions.join_accounts, told, person=person):
        return redirect("person", pk)
    return ask(
        request, form, title=_("Record another account of the same person"), lead=WHY,
        caption=person.name, back=_back(person), says=_("Record"),
    )  # fmt: skip


@guarded_site("part_accounts", SITE)
def part_accounts(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for(request, "part_accounts", pk)
    form = forms.ConfirmChange(request.POST or None, version=person.version)
    told = _("Recorded: this account is of a different person.")
    if acted(request, form, actions.part_accounts, told, person=person):
        return redirect("person", pk)
    return ask(
        request, form, title=_("This account is of another person"), lead=WHY,
        caption=person.name, back=_back(person), says=_("Record"), warning=True,
    )  # fmt: skip


def _back(person: User) -> tuple[str, str]:
    return reverse("person", args=[person.pk]), person.name
