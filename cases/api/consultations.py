"""Meetings of police and prosecutor: recorded by either, and who can have taken part."""

from rest_framework import serializers as s

from cases.actions import consultations as actions
from cases.api.base import done
from cases.forms.consultations import RecordConsultation
from cases.models import Case
from cases.permissions import CASE
from cases.queries.consultations import can_be_about, could_take_part
from people.api.acts import filled
from people.api.answers import Answer
from people.api.doors import acts, reads
from people.api.paging import AFTER, page_of
from people.guards import guarded, scope_for
from people.models import User
from people.visits import Request


class ParticipantShown(s.Serializer):
    """Somebody who can have taken part in a meeting, on which side and as what."""

    id = s.CharField(source="pk")
    name = s.CharField()
    side = s.CharField()
    role = s.CharField()


class ParticipantsListed(s.Serializer):
    """A page of those people; `next` is the address of the one after it."""

    people = ParticipantShown(many=True)
    next = s.CharField(allow_null=True)


@reads(ParticipantsListed, asks=AFTER)
@guarded("record_consultation", Case, CASE)
def list_participants(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """Who can be said to have taken part in a meeting about the case, in the order of their ids."""
    found = {one.pk: one for one in could_take_part(case, at=scope_for(request).at)}
    page = page_of(request, User.objects.filter(pk__in=found).order_by("pk"))
    people = [found[each.pk] for each in page.rows]
    return Answer(ParticipantsListed({"people": people, "next": page.following}).data)


@acts(lambda: RecordConsultation(suspects=[], people=[]), creates=True)
@guarded("record_consultation", Case, CASE)
def record_consultation(request: Request, case: Case, allowed: frozenset[str]) -> Answer:
    """Police and prosecutor have met about suspects, and either of them says so."""
    scope = scope_for(request)
    suspects, people = can_be_about(case, scope), could_take_part(case, at=scope.at)
    form = filled(request, RecordConsultation, suspects=suspects, people=people)
    return done(request, form, actions.record_consultation, case=case)
