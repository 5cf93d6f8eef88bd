"""Board for people who lead a unit: the number of suspects in each place."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.desk.queries import board as boards
from cases.desk.queries import worklists
from cases.models import Suspect
from cases.permissions import SITE
from people.access.pagination import PAGE_SIZE
from people.access.worklists import Cursor
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_board", SITE)
def see_board(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    found = boards.board_of_units(scope_for(request), unit=request.GET.get("unit", ""))
    return TemplateResponse(request, "cases/board/see.html", {"board": found})


@guarded_site("see_board_list", SITE)
def see_board_list(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    """The suspects behind a count of the board, soonest due first."""
    scope, after = scope_for(request), request.GET.get("after", "")
    unit, overdue = request.GET.get("unit", ""), "overdue" in request.GET
    found = boards.worklist_behind_place(scope, name, unit=unit, overdue=overdue)
    if found is None:
        raise Http404
    chosen, asked = found
    page = worklists.worklist_page(chosen, scope, after=Cursor.parse(after), **asked)
    request.audit.add_rows(Suspect, page.ids)
    same = {"unit": unit, **({"overdue": "1"} if overdue else {})}
    context = {
        "chosen": chosen, "rows": page.rows, "size": PAGE_SIZE, "overdue": overdue,
        "following": page.following and "?" + urlencode(same | {"after": page.following}),
        "first": "?" + urlencode(same) if after else "", "unit": unit,
    }  # fmt: skip
    return TemplateResponse(request, "cases/board/list.html", context)
