"""Consultations of police and prosecutor, and their possible participants."""

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import consultations as actions
from cases.decisions.forms.consultations import RecordConsultationForm
from cases.decisions.queries.consultations import possible_participants, suspects_to_consult_on
from cases.models import Case
from cases.permissions import CASE
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.pagination import AFTER_PARAMETER, resource_page
from people.api.responses import Answer
from people.api.submit import bound_form
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class ParticipantShown(s.Serializer):
    """A person who may have taken part in a consultation: their side and role."""

    id = s.CharField(source="pk")
    name = s.CharField()
    side = s.CharField()
    role = s.CharField()


class ParticipantsListed(s.Serializer):
    """A page of participants; `next` is the URL of the next page."""

    people = ParticipantShown(many=True)
    next = s.CharField(allow_null=True)


@read_endpoint(ParticipantsListed, query_parameters=AFTER_PARAMETER)
@guarded("record_consultation", Case, CASE)
def list_participants(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """People who may have taken part in a consultation about the case, by id."""
    found = {one.pk: one for one in possible_participants(case, at=scope_for(request).at)}
    page = resource_page(request, User.objects.filter(pk__in=found).order_by("pk"))
    people = [found[each.pk] for each in page.rows]
    return Answer(ParticipantsListed({"people": people, "next": page.following}).data)


@action_endpoint(lambda: RecordConsultationForm(suspects=[], people=[]), creates=True)
@guarded("record_consultation", Case, CASE)
def record_consultation(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Record a consultation of police and prosecutor about suspects. Either side may record it."""
    scope = scope_for(request)
    suspects, people = suspects_to_consult_on(case, scope), possible_participants(case, at=scope.at)
    form = bound_form(request, RecordConsultationForm, suspects=suspects, people=people)
    return run_case_action(request, form, actions.record_consultation, case=case)
