"""Pages about accounts."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.pagination import PAGE_SIZE
from people.administration import forms, queries, system_queries
from people.administration.actions import accounts as actions
from people.administration.permissions import PERSON, SITE
from people.administration.proposal_forms import ProposedChangeForm
from people.administration.views.person_lookup import person_for_verb
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.models import Agency, User
from people.signing_in import set_up_links
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_action, submit_form

PERSON_IS_DEACTIVATED = gettext_lazy(
    "They are signed out at once, and get no more notices or emails. Their roles "
    "are kept, in case the account is reactivated; their sign-ins at providers are unlinked. "
    "Take their work over first: ask their manager."
)
SYSTEM_IS_DEACTIVATED = gettext_lazy(
    "Its tokens end at once, and it can no longer call. The officers and "
    "prosecutors who work in it can still sign in here. Its roles are kept, in "
    "case the account is reactivated."
)
DIRECTORY_IS_DEACTIVATED = gettext_lazy(
    "It can no longer call, and no leaver of its agency is known from then on. Accounts that it "
    "added or ended stay as they are."
)
PERSON_IS_REACTIVATED = gettext_lazy(
    "Once it is approved they can sign in again with their old password, and have the same access "
    "as before."
)
SYSTEM_IS_REACTIVATED = gettext_lazy(
    "Once it is approved it can get tokens again with its old secret, and has the same access as "
    "before."
)


@guarded_site("see_accounts", SITE)
def list_people(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form = forms.FilterPeopleForm(request.GET or None, agencies=queries.agency_choices(scope))
    filters = form.cleaned_data if form.is_valid() else {}
    found = queries.people_page(
        scope,
        words=filters.get("words", ""),
        agency=filters.get("agency"),
        after=_people_cursor(request),
    )
    request.audit.add_rows(User, [person.pk for person in found.rows])
    request.audit.set_search_text(filters.get("words", ""))
    page = {"form": form, "people": found.rows, "allowed": allowed, "size": PAGE_SIZE}
    page |= {
        "following": _next_page_query(request, found.after),
        "first": _first_page_query(request),
    }
    return TemplateResponse(request, "people/persons/list.html", page)


@guarded_site("see_accounts", SITE)
def see_person(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    found = person_for_verb(request, "change_person", pk)
    scope = scope_for(request)
    page = queries.person_page_context(found, scope)
    page |= {"allowed": PERSON.allowed_verbs(scope, found), "now": scope.at}
    if found.is_system:
        page["system"] = system_queries.system_detail(found)
        return TemplateResponse(request, "people/systems/show.html", page)
    page["is_you"] = found.pk == scope.user_id
    return TemplateResponse(request, "people/persons/show.html", page)


@guarded_site("add_person", SITE)
def add_person(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    choices = queries.agency_choices(scope_for(request))
    form = forms.AddPersonForm(request.POST or None, agencies=choices)
    if form.is_valid():
        answers = form.cleaned_data | {"agency": Agency.objects.get(pk=form.cleaned_data["agency"])}
        if submit_action(request, actions.add_person, verb="add_person", form=form, **answers):
            messages.success(request, _("The person has been added. Send them a link next."))
            return redirect("send-set-up-link", form.result_id)
    back = reverse("people"), _("People")
    title = _("Add a person")
    return render_form_page(
        request, form, title=title, back=back, says=_("Add person"), lookup=True
    )


@guarded_site("change_person", SITE)
def change_person(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "change_person", pk)
    kind: type[forms.ChangePersonForm] | type[forms.ChangeSystemForm] = forms.ChangePersonForm
    title = _("Change a person’s name")
    if person.is_system:
        kind, title = forms.ChangeSystemForm, _("Change a system")
    initial = {"name": person.name}
    form = kind(request.POST or None, version=person.version, of=person, initial=initial)
    message = _("The account has been changed.")
    if submit_form(request, form, actions.change_person, message, person=person):
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=title,
        caption=person.name,
        back=(reverse("person", args=[pk]), person.name),
        says=_("Save changes"),
    )


@guarded_site("change_address", SITE)
def change_address(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "change_address", pk)
    initial = {"email": person.email}
    form = forms.ChangeAddressForm(request.POST or None, version=person.version, initial=initial)
    if sent := propose(request, form, "change_address", person=person):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Change an email address"),
        caption=person.name,
        lead=_("The old and the new address are both told once it is approved."),
        back=(reverse("person", args=[pk]), person.name),
        says=NEEDS_APPROVAL,
    )


@guarded_site("deactivate_person", SITE)
def deactivate_person(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "deactivate_person", pk)
    form = forms.DeactivatePersonForm(request.POST or None, version=person.version)
    done = _("The account has been deactivated.")
    if submit_form(request, form, actions.deactivate_person, done, person=person):
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=_("Deactivate an account"),
        caption=person.name,
        lead=_what_deactivating_does(person),
        back=(reverse("person", args=[pk]), person.name),
        says=_("Deactivate account"),
        warning=True,
    )


@guarded_site("reactivate_person", SITE)
def reactivate_person(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "reactivate_person", pk)
    form = ProposedChangeForm(request.POST or None, version=person.version)
    if sent := propose(request, form, "reactivate_person", person=person):
        return sent
    return render_form_page(
        request,
        form,
        title=_("Reactivate an account"),
        caption=person.name,
        lead=SYSTEM_IS_REACTIVATED if person.is_system else PERSON_IS_REACTIVATED,
        back=(reverse("person", args=[pk]), person.name),
        says=NEEDS_APPROVAL,
    )


@guarded_site("send_set_up_link", SITE)
def send_set_up_link(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "send_set_up_link", pk)
    form = forms.ConfirmForm(request.POST or None)
    done = _("The link is on its way by email.")
    if submit_form(request, form, actions.send_set_up_link, done, person=person):
        if form.result is not None:  # not on a second click
            set_up_links.mail_set_up_link(person)
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=_("Send a link to set a password"),
        caption=person.name,
        lead=_(
            "It goes to the address they sign in with. With it the person chooses a password. It "
            "works once, for 3 days."
        ),
        back=(reverse("person", args=[pk]), person.name),
        says=_("Send the link"),
    )


def _what_deactivating_does(account: User) -> str | Promise:
    if not account.is_system:
        return PERSON_IS_DEACTIVATED
    is_directory = system_queries.system_detail(account).people_of
    return DIRECTORY_IS_DEACTIVATED if is_directory else SYSTEM_IS_DEACTIVATED


def _people_cursor(request: HttpRequest) -> tuple[str, int]:
    """Parse the list's cursor, name~id; an invalid one gives the first page."""
    name, _tilde, pk = request.GET.get("after", "").rpartition("~")
    is_one = pk.isascii() and pk.isdecimal() and len(pk) < 19 and "\0" not in name
    return (name, int(pk)) if is_one else ("", 0)


def _next_page_query(request: HttpRequest, after: str) -> str:
    return after and f"?{urlencode(request.GET.dict() | {'after': after})}"


def _first_page_query(request: HttpRequest) -> str:
    rest = request.GET.dict()
    return f"?{urlencode(rest)}" if rest.pop("after", "") else ""
