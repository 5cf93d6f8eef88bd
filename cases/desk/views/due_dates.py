"""How the due dates of a case came about."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.desk.queries.due_dates import due_dates_of_case
from cases.models import Case
from cases.permissions import CASE
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@guarded("see_due_dates", Case, CASE)
def see_due_dates(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    page = {"case": case, "dates": due_dates_of_case(case, scope_for(request))}
    return TemplateResponse(request, "cases/due_dates/see.html", page)
