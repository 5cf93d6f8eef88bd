"""The list of hearings to come, for whoever tells victims."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.access.row_security import acting
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, worklist_page
from victims.permissions import SITE
from victims.queries import hearings as queries


@guarded_site("see_victim_hearings", SITE)
def see_victim_hearings(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """
    Victims that the reader may read, with the hearings about them.

    Whoever tells victims reads of a case no more than that, so the second lock hides its suspects
    and what is recorded of them in court; the list's own scope stands.
    """
    with acting(queries.HEARINGS_PURPOSE):
        found, following = worklist_page(request, queries.HEARINGS_WORKLIST)
        rows = queries.hearings_rows(found, at=scope_for(request).at)
    context = {
        "rows": rows,
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
    }
    return TemplateResponse(request, "victims/hearings/list.html", context)
