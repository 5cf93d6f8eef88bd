"""Worklists of contacts due today, of the reader and of their unit."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.access.pagination import PAGE_SIZE
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, worklist_page
from victims.permissions import SITE
from victims.queries import contacts_due as queries


@guarded_site("see_calls", SITE)
def see_calls(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """An unknown name of a worklist shows the first one."""
    scope = scope_for(request)
    chosen = queries.CONTACT_LISTS.get(request.GET.get("list", ""), queries.CONTACT_LISTS["mine"])
    rows, following = worklist_page(request, chosen.rows)
    waiting = queries.items_waiting_for_reader(scope)
    page = f"?list={chosen.name}"
    context = {
        "lists": queries.CONTACT_LISTS.values(),
        "chosen": chosen,
        "counts": queries.count_contacts_due(scope),
        "rows": [queries.contact_due_row(row, at=scope.at) for row in rows],
        "owed": [(each, queries.days_until(each.moment, at=scope.at)) for each in waiting["owed"]],
        "to_try_again": waiting["again"],
        "letters": waiting["letter"],
        "agreed": [
            (each, queries.days_until(each.moment, at=scope.at)) for each in waiting["agreed"]
        ],
        "follow_ups": waiting["asked"],
        "following": following and f"{page}&after={following}",
        "first": page if request.GET.get("after") else "",
        "size": PAGE_SIZE,
    }
    return TemplateResponse(request, "victims/contacts_due/see.html", context)
