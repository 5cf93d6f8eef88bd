"""What is stuck in the units of people who lead them, and the list behind each of its numbers."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.allocation.forms.several_allocations import AllocateSeveralForm
from cases.desk.queries import board as boards
from cases.desk.queries import worklists
from cases.desk.queries.stuck import stuck_page
from cases.models import Suspect
from cases.permissions import SITE
from people.access.pagination import PAGE_SIZE
from people.access.worklists import Cursor
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_board", SITE)
def see_board(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Where suspects wait and since when, who is free, and what waits for the reader."""
    scope = scope_for(request)
    page = stuck_page(scope, unit=request.GET.get("unit", ""))
    shown = page.shown
    request.audit.add_rows(Suspect, shown.pop(Suspect._meta.label))
    for kind, ids in shown.items():
        request.audit.add_rows_beside(kind, ids)
    people = {each.pk for each in page.people_shown}
    people |= {each.pk for row in page.to_give for each in row.prosecutors}
    request.audit.add_rows_beside(User._meta.label, sorted(people))
    form = AllocateSeveralForm(rows=page.to_give) if page.to_give else None
    context = {"page": page, "board": page.board, "at": scope.at, "form": form}
    return TemplateResponse(request, "cases/board/see.html", context)


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
