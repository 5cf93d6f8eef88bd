"""Pages about directories of agencies, and about what they want of accounts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people.administration import directory_queries, forms
from people.administration.actions import directories as actions
from people.administration.managed import of_managed
from people.administration.permissions import SITE
from people.administration.views.proposing import NEEDS_APPROVAL, propose
from people.models import Agency, DirectoryPerson, User
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_form


@guarded_site("see_directories", SITE)
def see_directories(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    waiting, n_waiting = directory_queries.people_waiting_page(scope)
    request.audit.add_rows(User, [row.pk for row in waiting])
    page = {
        "directories": directory_queries.directory_rows(scope),
        "waiting": waiting,
        "more": n_waiting - len(waiting),
        "allowed": allowed,
    }
    return TemplateResponse(request, "people/directories/list.html", page)


@guarded_site("add_directory", SITE)
def add_directory(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    choices = directory_queries.directory_agency_choices(scope_for(request))
    form = forms.AddDirectoryForm(request.POST or None, agencies=choices)
    agency = Agency.objects.get(pk=form.cleaned_data["agency"]) if form.is_valid() else None
    if sent := propose(request, form, "add_directory", agency=agency):
        return sent
    return render_form_page(
        request, form, title=_("Add a directory"), back=_back(), says=NEEDS_APPROVAL, lookup=True,
        lead=_(
            "An agency’s directory says who of its people joins, moves and leaves. Once it is "
            "approved you add it, and are shown its secret, once."
        ),
    )  # fmt: skip


@guarded_site("put_directory_person_aside", SITE)
def put_directory_person_aside(
    request: GuardedRequest, allowed: frozenset[str], pk: int
) -> HttpResponse:
    managed = of_managed(scope_for(request), "user__agency")
    rows = DirectoryPerson.objects.filter(managed).select_related("user")
    person = get_object_or_404(rows, pk=pk)
    request.audit.add_rows(User, [pk])
    form = forms.ConfirmForm(request.POST or None)
    done = _("Left as it is.")
    if submit_form(request, form, actions.put_directory_person_aside, done, person=person):
        return redirect("see-directories")
    return render_form_page(
        request, form, title=_("Leave as it is"), caption=person.user.name, back=_back(),
        lead=_(
            "For what needs nothing here. They stand in the list again when their directory says "
            "something else."
        ),
        says=_("Leave as it is"),
    )  # fmt: skip


def _back() -> tuple[str, str]:
    return reverse("see-directories"), _("Directories")
