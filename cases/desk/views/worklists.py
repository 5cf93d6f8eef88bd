"""Worklists."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cases.case_details.forms.case_search import FindCaseForm
from cases.desk.queries import worklists
from cases.desk.queries.worklists import NamedWorklist
from cases.permissions import SITE
from people.access.pagination import PAGE_SIZE
from people.access.worklists import Cursor
from people.web.audit_context import GuardedRequest
from people.web.context_processors import menu_links
from people.web.guards import guarded_site, scope_for


@guarded_site("see_worklist", SITE)
def worklist(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """The first of the reader's worklists; people without cases are redirected to another page."""
    scope = scope_for(request)
    elsewhere = [] if scope.units else menu_links(scope, request.path)
    if elsewhere:
        return redirect(elsewhere[0][0])
    return _worklist_view_page(request, worklists.worklists_for(scope)[0], allowed)


@guarded_site("see_worklist", SITE)
def see_worklist(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    lists = worklists.worklists_for(scope_for(request))
    chosen = next((each for each in lists if each.name == name), None)
    if chosen is None:
        raise Http404
    return _worklist_view_page(request, chosen, allowed)


def _worklist_view_page(
    request: GuardedRequest, chosen: NamedWorklist, allowed: frozenset[str]
) -> HttpResponse:
    scope, after = scope_for(request), request.GET.get("after", "")
    lists = worklists.worklists_for(scope)
    page = worklists.worklist_page(chosen, scope, after=Cursor.parse(after))
    counts, unread = worklists.worklist_counts(scope, lists)
    request.audit.add_rows(chosen.rows.model, page.ids)
    context = {
        "chosen": chosen,
        "lists": lists,
        "counts": counts,
        "unread": unread,
        "elsewhere": worklists.work_elsewhere(scope)
        if chosen is lists[0]
        else [],  # only on the first list
        "rows": page.rows,
        "beside": page.cases_elsewhere,
        "following": page.following and f"?after={page.following}",
        "first": request.path if after else "",
        "size": PAGE_SIZE,
        "form": FindCaseForm(),
        "allowed": allowed,
    }
    return TemplateResponse(request, "cases/worklists/see.html", context)
