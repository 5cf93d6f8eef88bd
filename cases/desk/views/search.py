"""The search for cases and suspects, and what it found."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cases.case_details.forms.case_search import NOT_OPEN, FindCaseForm
from cases.case_details.queries.case_search import case_by_urn
from cases.case_details.queries.search import MAX_FOUND, SearchPage, search_page
from cases.models import Case, Suspect
from cases.permissions import SITE
from people.access.reading_limits import check_search
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("find_case", SITE)
def find_case(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """
    Open the case with a whole URN, or show what has a part of a number or is called like a name.

    What is missing and what is hidden get the same response at the same cost.
    """
    form, page, scope = FindCaseForm(request.POST or None), None, scope_for(request)
    request.audit.set_search_text(form["sought"].value() or "")
    if form.is_valid():
        check_search(scope, request.audit.sought)
        sought = form.cleaned_data["sought"]
        if sought.urn and (case := case_by_urn(sought.urn, scope)):
            request.audit.kind, request.audit.ids = Case._meta.label, [case.pk]
            request.audit.write_entry(case_id=case.pk)
            return redirect("see-case", case.pk)
        page = search_page(sought, scope)
        _log_found(request, page)
        if sought.urn and not page.rows:
            form.add_error("sought", NOT_OPEN)
    context = {
        "form": form, "page": page, "most": MAX_FOUND, "may_break_glass": "break_glass" in allowed,
    }  # fmt: skip
    return TemplateResponse(request, "cases/search/find.html", context)


def _log_found(request: GuardedRequest, page: SearchPage) -> None:
    """Log the cases and the suspects that the page shows."""
    if page.rows:
        request.audit.add_rows(Case, page.case_ids)
        if page.suspect_ids:
            request.audit.add_rows_beside(Suspect._meta.label, page.suspect_ids)
