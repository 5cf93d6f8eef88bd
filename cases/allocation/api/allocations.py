"""Allocation of a case: the prosecutors to choose from, and the choice."""

from rest_framework import serializers as s

from cases.allocation.actions import allocations
from cases.allocation.forms.allocations import AllocateCaseForm
from cases.allocation.queries.allocations import prosecutors_for, ranked_prosecutors
from cases.api.case_endpoint import run_case_action
from cases.models import Case
from cases.permissions import CASE
from cases.queries.suspect_choices import offered_suspects
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.pagination import AFTER_PARAMETER, resource_page
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class ProsecutorShown(s.Serializer):
    """A prosecutor to whom a case may be allocated."""

    id = s.CharField(source="pk")
    name = s.CharField()


class ProsecutorsListed(s.Serializer):
    """A page of prosecutors; `next` is the URL of the next page."""

    prosecutors = ProsecutorShown(many=True)
    next = s.CharField(allow_null=True)


@read_endpoint(ProsecutorsListed, query_parameters=AFTER_PARAMETER)
@guarded("allocate_case", Case, CASE)
def list_prosecutors(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The prosecutors to whom a manager may allocate the case.

    Pages are in the order of ids; each page lists the most suitable first.
    """
    scope = scope_for(request)
    page = resource_page(request, prosecutors_for(case, at=scope.at).order_by("pk"))
    among = prosecutors_for(case, at=scope.at).filter(pk__in=[each.pk for each in page.rows])
    found = ranked_prosecutors(case, scope, among)
    return Answer(ProsecutorsListed({"prosecutors": found, "next": page.following}).data)


@action_endpoint(lambda: AllocateCaseForm(prosecutors=[], suspects=[]))
@guarded("allocate_case", Case, CASE)
def allocate_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """A manager allocates suspects that are ready to a prosecutor, by account id.

    The suspects are listed, because the version of the case does not change when another becomes
    ready. Suspects not listed stay ready.
    """
    scope = scope_for(request)
    suspects = offered_suspects(case.suspects, scope, whoever=True)
    form = bound_form(
        request, AllocateCaseForm, prosecutors=ranked_prosecutors(case, scope), suspects=suspects
    )
    return run_case_action(request, form, allocations.allocate_case, case=case)
