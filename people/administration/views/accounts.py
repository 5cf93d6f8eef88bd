"""Pages about accounts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.pagination import PAGE_SIZE
from people.administration import forms, queries, system_queries
from people.administration.actions import accounts as actions
from people.administration.permissions import PERSON, SITE
from people.administration.views.person_lookup import person_for_verb
from people.models import Agency, User
from people.signing_in import set_up_links
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import GuardedView, guarded_site, scope_for, submit_action, submit_form

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@guarded_site("see_accounts", SITE)
def list_people(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.FilterPeopleForm(request.GET or None, agencies=_agency_choices())
    filters = form.cleaned_data if form.is_valid() else {}
    found = queries.people_page(
        words=filters.get("words", ""), agency=filters.get("agency"), after=_people_cursor(request)
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
    page = queries.person_page_context(found, scope.at)
    page |= {"allowed": PERSON.allowed_verbs(scope, found), "now": scope.at}
    if found.is_system:
        page["system"] = system_queries.system_detail(found)
        return TemplateResponse(request, "people/systems/show.html", page)
    page["is_you"] = found.pk == scope.user_id
    return TemplateResponse(request, "people/persons/show.html", page)


@guarded_site("add_person", SITE)
def add_person(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddPersonForm(request.POST or None, agencies=_agency_choices())
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
    title, fixed = _("Change a person"), {}
    if person.is_system:
        kind, title, fixed = forms.ChangeSystemForm, _("Change a system"), {"email": person.email}
    initial = {"name": person.name, "email": person.email}
    form = kind(request.POST or None, version=person.version, of=person, initial=initial)
    message = _("The account has been changed.")
    if submit_form(request, form, actions.change_person, message, person=person, **fixed):
        return redirect("person", pk)
    return render_form_page(
        request,
        form,
        title=title,
        caption=person.name,
        back=(reverse("person", args=[pk]), person.name),
        says=_("Save changes"),
    )


def _confirm_view(
    verb: str,
    action: Callable[..., User],
    done: "StrOrPromise",
    *,
    lead: "StrOrPromise",
    of_system: "StrOrPromise",
    **page: Any,
) -> GuardedView[HttpResponse]:
    """A confirmation page that runs one action on an account. of_system: lead for a system's."""

    @guarded_site(verb, SITE)
    def view(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
        person = person_for_verb(request, verb, pk)
        form = forms.ConfirmChangeForm(request.POST or None, version=person.version)
        if submit_form(request, form, action, done, person=person):
            return redirect("person", pk)
        back = reverse("person", args=[pk]), person.name
        lead_text = of_system if person.is_system else lead
        return render_form_page(
            request, form, caption=person.name, back=back, lead=lead_text, **page
        )

    return view


deactivate_person = _confirm_view(
    "deactivate_person",
    actions.deactivate_person,
    gettext_lazy("The account has been deactivated."),
    title=gettext_lazy("Deactivate an account"),
    lead=gettext_lazy(
        "They are signed out at once, and get no more notices or emails. Their roles "
        "are kept, in case the account is reactivated. Take their work over first: ask "
        "their manager."
    ),
    of_system=gettext_lazy(
        "Its tokens end at once, and it can no longer call. The officers and "
        "prosecutors who work in it can still sign in here. Its roles are kept, in "
        "case the account is reactivated."
    ),
    says=gettext_lazy("Deactivate account"),
    warning=True,
)
reactivate_person = _confirm_view(
    "reactivate_person",
    actions.reactivate_person,
    gettext_lazy("The account has been reactivated."),
    title=gettext_lazy("Reactivate an account"),
    lead=gettext_lazy(
        "They can sign in again with their old password, and have the same access as before."
    ),
    of_system=gettext_lazy(
        "It can get tokens again with its old secret, and has the same access as before."
    ),
    says=gettext_lazy("Reactivate account"),
)


@guarded_site("send_set_up_link", SITE)
def send_set_up_link(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = person_for_verb(request, "send_set_up_link", pk)
    form = forms.SendSetUpLinkForm(request.POST or None, shown=set_up_links.may_show_link(person))
    back = reverse("person", args=[pk]), person.name
    if form.is_valid() and submit_action(
        request,
        actions.send_set_up_link,
        verb="send_set_up_link",
        form=form,
        person=person,
        **form.cleaned_data,
    ):
        if form.cleaned_data["how"] == "mail":
            set_up_links.mail_set_up_link(person)
            messages.success(request, _("The link is on its way by email."))
            return redirect("person", pk)
        page = {"account": person, "link": set_up_links.set_up_url(person), "back": back}
        return TemplateResponse(request, "people/persons/link.html", page)
    return render_form_page(
        request,
        form,
        title=_("Create a link to set a password"),
        caption=person.name,
        lead=_("With the link the person chooses a password. It works once, for 3 days."),
        back=back,
        says=_("Continue"),
    )


def _agency_choices() -> list[tuple[int, str]]:
    return list(queries.current_agencies().values_list("pk", "name"))


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
