"""Today's calls: whom the reader, or the unit, is to be in touch with."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.guards import guarded_site, listed, scope_for
from people.visits import Request
from people.worklists import PAGE_SIZE
from victims.permissions import SITE
from victims.queries import calls as queries


@guarded_site("see_calls", SITE)
def see_calls(request: Request, allowed: frozenset[str]) -> HttpResponse:
    """A list that does not exist is the first one."""
    scope = scope_for(request)
    chosen = queries.LISTS.get(request.GET.get("list", ""), queries.LISTS["mine"])
    rows, following = listed(request, chosen.rows)
    waiting = queries.waiting(scope)
    page = f"?list={chosen.name}"
    shown = {
        "lists": queries.LISTS.values(),
        "chosen": chosen,
        "counts": queries.counted(scope),
        "rows": [queries.call(row, at=scope.at) for row in rows],
        "owed": [(each, queries.days_left(each.moment, at=scope.at)) for each in waiting["owed"]],
        "to_try_again": waiting["again"],
        "letters": waiting["letter"],
        "agreed": [
            (each, queries.days_left(each.moment, at=scope.at)) for each in waiting["agreed"]
        ],
        "follow_ups": waiting["asked"],
        "following": following and f"{page}&after={following}",
        "first": page if request.GET.get("after") else "",
        "size": PAGE_SIZE,
    }
    return TemplateResponse(request, "victims/calls/see.html", shown)
