"""Extensions: a later due date that one side asks the other for."""

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.extensions.actions import extensions as actions
from cases.extensions.forms import extensions as forms
from cases.extensions.queries.extensions import extension_detail
from cases.models import Extension, Suspect
from cases.permissions import EXTENSION, SUSPECT
from people.access.scopes import standing_on
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class ExtensionStepShown(s.Serializer):
    """What one side said, with its date in words."""

    what = s.CharField()
    text = s.CharField(allow_blank=True)
    side = s.CharField()
    by = s.CharField()
    at = s.DateTimeField()


class ExtensionShown(s.Serializer):
    """
    A later due date that one side asks the other for.

    side: that owes something, and asked. awaits: the sides that answer next. proposed_on: the date
    on the table. due_at: the due time now. first_due_at: the one before the first agreement, by
    which figures of timeliness go; null if it was never moved.
    """

    id = s.UUIDField(source="extension.pk")
    case = s.UUIDField(source="extension.case_id")
    suspects = s.ListField(source="numbers", child=s.IntegerField())
    side = s.CharField(source="extension.side")
    status = s.CharField(source="extension.status")
    awaits = s.ListField(source="extension.awaits", child=s.CharField())
    proposed_on = s.DateField(source="extension.proposed_on")
    was_due_at = s.DateTimeField(source="extension.was_due_at")
    due_at = s.DateTimeField(source="clock.due_at")
    first_due_at = s.DateTimeField(source="clock.first_due_at", allow_null=True)
    said = ExtensionStepShown(source="entries", many=True)


@action_endpoint(forms.AskForExtensionForm, creates=True)
@guarded("ask_for_extension", Suspect, SUSPECT)
def ask_for_extension(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Ask the other side for a later due date, with a reason. Until they agree, it stays."""
    form = bound_form(request, forms.AskForExtensionForm)
    return run_case_action(request, form, actions.ask_for_extension, suspect=suspect)


@read_endpoint(ExtensionShown)
@guarded("see_extension", Extension, EXTENSION)
def see_extension(request: GuardedRequest, extension: Extension, allowed: frozenset[str]) -> Answer:
    """An extension: its dates, and what both sides said."""
    scope = scope_for(request)
    detail = extension_detail(extension, scope, standing_on(scope, extension))
    return Answer(ExtensionShown(detail).data, version=detail.extension.version)


@action_endpoint(forms.AnswerExtensionForm)
@guarded("answer_extension", Extension, EXTENSION)
def answer_extension(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> Answer:
    """Agree to the date that the other side wants, offer another, or do not agree."""
    form = bound_form(request, forms.AnswerExtensionForm)
    return run_case_action(request, form, actions.answer_extension, extension=extension)


@action_endpoint(forms.WithdrawExtensionForm)
@guarded("withdraw_extension", Extension, EXTENSION)
def withdraw_extension(
    request: GuardedRequest, extension: Extension, allowed: frozenset[str]
) -> Answer:
    """Withdraw the request: the due date stays as it is."""
    form = bound_form(request, forms.WithdrawExtensionForm)
    return run_case_action(request, form, actions.withdraw_extension, extension=extension)
