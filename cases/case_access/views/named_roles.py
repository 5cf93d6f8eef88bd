"""A person's named roles on cases, for an administrator."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.case_access.actions import named_roles as actions
from cases.case_access.forms.named_roles import EndNamingForm
from cases.case_access.queries.named_roles import named_roles_of, named_roles_page
from cases.models import CaseGrant
from people.access.pagination import PAGE_SIZE
from people.administration.permissions import PERSON, SITE
from people.administration.views.person_lookup import person_for_verb
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_action


@guarded_site("see_namings", SITE)
def see_namings(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    """Capacity, since when and by whom; no details of the cases."""
    person = person_for_verb(request, "see_namings", pk)
    scope, after = scope_for(request), _after_from_request(request)
    rows, following = named_roles_page(person, at=scope.at, after=after)
    request.audit.add_rows(CaseGrant, [row[0] for row in rows])
    page = {
        "account": person, "namings": rows, "allowed": PERSON.allowed_verbs(scope, person),
        "following": following and f"?after={following}", "first": after and request.path,
        "size": PAGE_SIZE,
    }  # fmt: skip
    return TemplateResponse(request, "cases/named_roles/see.html", page)


@guarded_site("end_naming", SITE)
def end_naming(
    request: GuardedRequest, allowed: frozenset[str], pk: int, grant: int
) -> HttpResponse:
    """End a named role, with a reason."""
    person = person_for_verb(request, "end_naming", pk)
    roles = named_roles_of(person, at=scope_for(request).at).filter(pk=grant)
    named = roles.select_related("permission", "user__agency").first()
    form = EndNamingForm(request.POST or None)
    if named is None and request.method != "POST":
        raise Http404
    if form.is_valid() and (
        named is None  # already ended, by a double click or another user
        or submit_action(request, actions.end_naming, verb="end_naming", form=form, grant=named,
               **form.cleaned_data)
    ):  # fmt: skip
        messages.success(request, _("They no longer have that role on the case."))
        return redirect("see-namings", pk)
    return render_form_page(
        request, form, title=_("End a role on a case"), caption=person.name,
        lead=_role_text(named), back=(reverse("see-namings", args=[pk]), _("Roles on cases")),
        says=_("End role"), warning=True,
    )  # fmt: skip


def _role_text(named: CaseGrant | None) -> str:
    """Text: which role ends, and who is notified."""
    message = _(
        "They can no longer act on the case in this role. The people who can name "
        "someone else are notified."
    )
    return f"{_(named.permission.name)}. {message}" if named else message


def _after_from_request(request: GuardedRequest) -> int:
    """The cursor: id of the last row seen; 0 (first page) if missing or malformed."""
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0
