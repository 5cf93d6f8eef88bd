"""The page of a case, its history, and the case as it was on a day."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.desk.forms.as_it_was import AsItWasForm
from cases.desk.queries import as_it_was, case_page, case_page_tables, history, timeline
from cases.desk.queries.case_acts import case_acts
from cases.desk.queries.shown_suspects import ShownSuspects
from cases.desk.queries.suspect_cards import suspect_cards
from cases.desk.queries.victim_rows import victim_rows
from cases.models import Case
from cases.permissions import CASE
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@guarded("see_case", Case, CASE)
def see_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    shown = ShownSuspects.asked_for(request.GET)
    page = case_page.case_page_for(case, scope, request.audit.capacities, shown)
    everything = request.GET.get("events") == "all"
    events, more = timeline.timeline_entries(case, page.names, scope, everything=everything)
    cards = suspect_cards(page)
    context = {
        "case": page.case,
        "page": page,
        "cards": cards,
        "shown": shown,
        "acts": case_acts(page, cards),
        "referrals": case_page_tables.referral_rows(page),
        "plans": case_page_tables.plan_lines(page),
        "victims": victim_rows(page),
        "events": events,
        "more_events": more,
        "all_events": everything,
    }
    return TemplateResponse(request, "cases/cases/see.html", context)


@guarded("see_case_history", Case, CASE)
def see_case_history(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    told = history.case_history(case, scope_for(request), before=request.GET.get("before", ""))
    context = {"case": case, "history": told, "is_older": "before" in request.GET}
    return TemplateResponse(request, "cases/cases/history.html", context)


@guarded("see_case_as_it_was", Case, CASE)
def see_case_as_it_was(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    form = AsItWasForm(request.GET or None)
    day = form.cleaned_data["on"] if form.is_valid() else None
    told = as_it_was.case_as_it_was(case, scope_for(request), day)
    context = {"case": case, "form": form, "day": day, "told": told}
    return TemplateResponse(request, "cases/cases/as_it_was.html", context)
