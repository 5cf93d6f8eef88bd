"""The list of everything that waits for the reader, and the ways to it and to what comes next."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cases.case_details.forms.case_search import FindCaseForm
from cases.desk.queries.case_page import case_page_for
from cases.desk.queries.next_page import next_step_address
from cases.desk.queries.recently_opened import recently_opened
from cases.desk.queries.shown_suspects import ShownSuspects
from cases.desk.queries.waiting import waiting_page
from cases.models import Case, Suspect
from cases.permissions import CASE, SITE
from people.web.audit_context import GuardedRequest
from people.web.context_processors import is_from_waiting, menu_links
from people.web.guards import guarded, guarded_site, scope_for
from people.web.waiting_tasks import with_way_back

# Who comes in for the work of a unit, and not only for their own.
COMING_FOR_THE_UNIT = frozenset({"supervise_cases", "allocate_cases"})


@guarded_site("come_in", SITE)
def come_in(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """
    After signing in: redirect to what people come for. Those who supervise or allocate cases see
    what is stuck, others who work on cases what waits for them; others the first place of their
    menu.
    """
    scope = scope_for(request)
    if "see_board" in allowed and scope.holds_any(COMING_FOR_THE_UNIT):
        return redirect("see-board")
    places = [] if scope.units else menu_links(scope, request.path)
    return redirect(places[0][0] if places else "see-waiting")


@guarded_site("see_waiting", SITE)
def see_waiting(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """The list. People for whom nothing of it can be are redirected to their own work."""
    scope = scope_for(request)
    places = [] if scope.units else [to for to, _text, _here in menu_links(scope, request.path)]
    if places and request.path not in places:
        return redirect(places[0])
    page = waiting_page(scope, request.GET.get("kind", ""))
    request.audit.add_rows(Suspect, page.shown.pop(Suspect._meta.label, []))
    for kind, ids in page.shown.items():
        request.audit.add_rows_beside(kind, ids)
    opened = recently_opened(scope) if scope.units else []
    if named := [pk for one in opened for pk in one.suspects]:
        request.audit.add_rows_beside(Suspect._meta.label, named)
    context = {
        "page": page, "form": FindCaseForm(), "allowed": allowed, "has_cases": bool(scope.units),
        "opened": opened,
    }  # fmt: skip
    return TemplateResponse(request, "cases/waiting/see.html", context)


@guarded("see_case", Case, CASE)
def next_step(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """
    Redirect to what comes next about the suspect whose number is in the query string; without one,
    to the case.
    """
    asked = request.GET.get("suspect", "")
    if not asked:
        return redirect("see-case", case.pk)
    shown = ShownSuspects.asked_for(request.GET)
    page = case_page_for(case, scope_for(request), request.audit.capacities, shown)
    suspect = next((each for each in page.suspects if str(each.number) == asked), None)
    if suspect is None:
        raise Http404
    address = next_step_address(page, suspect, is_naming="name" in request.GET)
    return redirect(with_way_back(address) if is_from_waiting(request) else address)
