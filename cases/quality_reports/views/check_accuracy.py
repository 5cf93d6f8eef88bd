"""How accurate the referral checks are, for people who lead a unit."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.permissions import SITE
from cases.quality_reports.queries import check_accuracy
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_rule_scores", SITE)
def see_rule_scores(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Figures of the checks over the cases that the reader may see."""
    page = {"report": check_accuracy.check_accuracy_report(scope_for(request))}
    return TemplateResponse(request, "cases/check_accuracy/see.html", page)
