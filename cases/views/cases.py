"""A case, and who changed what on it."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.models import Case
from cases.permissions import CASE
from cases.queries import case_page, history, plan_tables, timeline
from cases.queries.possible import possible
from cases.queries.suspect_cards import cards
from people.guards import guarded, scope_for
from people.visits import Request


@guarded("see_case", Case, CASE)
def see_case(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    page = case_page.read(case, scope, request.visit.capacities)
    everything = request.GET.get("events") == "all"
    events, more = timeline.told(case, page.suspects, scope, everything=everything)
    can, not_yet = possible(page)
    shown = {
        "case": page.case,
        "page": page,
        "cards": cards(page),
        "referrals": plan_tables.sent(page),
        "plans": plan_tables.plans(page),
        "events": events,
        "more_events": more,
        "can": can,
        "not_yet": not_yet,
    }
    return TemplateResponse(request, "cases/cases/see.html", shown)


@guarded("see_case_history", Case, CASE)
def see_case_history(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    told = history.of_case(case, scope_for(request), before=request.GET.get("before", ""))
    shown = {"case": case, "history": told, "is_older": "before" in request.GET}
    return TemplateResponse(request, "cases/cases/history.html", shown)
