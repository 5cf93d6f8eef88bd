"""How the checks of referrals do, seen by those who lead a unit."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.permissions import SITE
from cases.queries import rule_scores
from people.guards import guarded_site, scope_for
from people.visits import Request


@guarded_site("see_rule_scores", SITE)
def see_rule_scores(request: Request, allowed: frozenset[str]) -> HttpResponse:
    """Figures alone, over the cases that the reader may see."""
    page = {"report": rule_scores.report(scope_for(request))}
    return TemplateResponse(request, "cases/rule_scores/see.html", page)
