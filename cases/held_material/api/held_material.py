"""Material that is held elsewhere, recorded and read by the systems of both sides."""

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.held_material.actions import held_material as actions
from cases.held_material.forms import held_material as forms
from cases.held_material.queries.held_material import held_material_page
from cases.models import Case, HeldMaterial
from cases.permissions import CASE, HELD_MATERIAL
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class WatchingShown(s.Serializer):
    """Who has watched it. minutes: null if all of it."""

    by = s.CharField(source="by.name")
    side = s.CharField()
    minutes = s.IntegerField(allow_null=True)
    text = s.CharField(allow_blank=True)
    at = s.DateTimeField()


class HeldMaterialShown(s.Serializer):
    """
    A recording or other material that is held elsewhere.

    failures: what an assessor of the file would find wrong with it, in the words of that list.
    """

    id = s.UUIDField(source="material.pk")
    number = s.IntegerField(source="material.number")
    kind = s.CharField(source="material.kind")
    title = s.CharField(source="material.title")
    held_where = s.CharField(source="material.held_where")
    reference = s.CharField(source="material.reference", allow_blank=True)
    minutes = s.IntegerField(source="material.minutes", allow_null=True)
    clipping = s.CharField(source="material.clipping")
    playing = s.CharField(source="material.playing")
    is_provided = s.BooleanField(source="material.is_provided")
    side = s.CharField(source="material.side")
    version = s.IntegerField(source="material.version")
    failures = s.ListField(child=s.CharField())
    watchings = WatchingShown(many=True)


class HeldMaterialListed(s.Serializer):
    """All entries of a case. minutes_left: that the caller's side has still to watch."""

    minutes_left = s.IntegerField()
    held_material = HeldMaterialShown(source="entries", many=True)


@read_endpoint(HeldMaterialListed)
@guarded("see_held_material", Case, CASE)
def see_held_material(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """The material of a case that is held elsewhere, with what is wrong with each entry."""
    return Answer(HeldMaterialListed(held_material_page(case, scope_for(request))).data)


@action_endpoint(forms.AddHeldMaterialForm, creates=True)
@guarded("add_held_material", Case, CASE)
def add_held_material(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Record material that is held elsewhere: what it is, where, and what state it is in."""
    form = bound_form(request, forms.AddHeldMaterialForm)
    return run_case_action(request, form, actions.add_held_material, case=case)


@action_endpoint(forms.CorrectHeldMaterialForm)
@guarded("correct_held_material", HeldMaterial, HELD_MATERIAL)
def correct_held_material(
    request: GuardedRequest, material: HeldMaterial, allowed: frozenset[str]
) -> Answer:
    """Correct what is recorded of it, such as that it was clipped."""
    form = bound_form(request, forms.CorrectHeldMaterialForm, recorded=material)
    return run_case_action(request, form, actions.correct_held_material, material=material)


@action_endpoint(forms.RecordWatchingForm)
@guarded("record_watching", HeldMaterial, HELD_MATERIAL)
def record_watching(
    request: GuardedRequest, material: HeldMaterial, allowed: frozenset[str]
) -> Answer:
    """Record that somebody has watched, heard or read it."""
    form = bound_form(request, forms.RecordWatchingForm)
    return run_case_action(request, form, actions.record_watching, material=material)
