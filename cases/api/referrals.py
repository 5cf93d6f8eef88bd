"""A referral: written, signed off, sent back, withdrawn; and what CPS triage makes of it."""

from functools import partial
from typing import Any

from rest_framework import serializers as s

from cases.actions import referrals as actions
from cases.api.case_endpoint import run_case_action
from cases.deadlines import Urgency
from cases.forms import referrals as forms
from cases.forms.referral_triage import AcceptReferralForm, ReturnReferralForm
from cases.models import Case, Referral, Suspect
from cases.permissions import CASE, REFERRAL
from cases.queries.referrals import referral_detail, suspects_to_refer
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class Mg3AnswerShown(s.Serializer):
    """One question of a referral, and what was written."""

    question = s.CharField()
    answer = s.CharField(allow_blank=True)


class ReturnReasonDetailShown(s.Serializer):
    """One reason of a return in words."""

    reason = s.CharField()
    detail = s.CharField(allow_blank=True)


class ReturnShown(s.Serializer):
    """Why triage returned a referral, and by when it asks for a reply."""

    reply_by = s.DateField()
    at = s.DateTimeField()
    reasons = ReturnReasonDetailShown(many=True)


class ReferralDetailShown(s.Serializer):
    """A referral, and what became of it."""

    id = s.UUIDField()
    case = s.UUIDField()
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    urgency = s.CharField()
    code_test = s.CharField()
    suspects = s.ListField(child=s.UUIDField())
    answers = Mg3AnswerShown(many=True)
    written_at = s.DateTimeField()
    signed_off_at = s.DateTimeField(allow_null=True)
    supervisor_comments = s.CharField(allow_blank=True)
    triaged_at = s.DateTimeField(allow_null=True)
    withdrawn_at = s.DateTimeField(allow_null=True)
    withdrawal_reason = s.CharField(allow_blank=True)
    returned = ReturnShown(allow_null=True)
    version = s.IntegerField()


def _form_with_all_questions(kind: type[forms.WriteReferralForm]) -> forms.WriteReferralForm:
    """The form about a suspect of whom no advice was sought, so that it asks all it may ask."""
    suspect: Any = Suspect(number=1)
    suspect.was_advice_sought = False
    return kind(suspects=[suspect], hints={})


@action_endpoint(partial(_form_with_all_questions, forms.WriteReferralForm), creates=True)
@guarded("write_referral", Case, CASE)
def write_referral(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Write a referral of some suspects. A supervisor then signs it off, which sends it."""
    choosing = suspects_to_refer(case, scope_for(request), request.visit.capacities)
    form = bound_form(request, forms.WriteReferralForm, suspects=choosing.everyone, hints={})
    return run_case_action(request, form, actions.write_referral, case=case)


@action_endpoint(partial(_form_with_all_questions, forms.ReviseReferralForm))
@guarded("revise_referral", Referral, REFERRAL)
def revise_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """Write a referral again that the supervisor sent back."""
    scope = scope_for(request)
    choosing = suspects_to_refer(referral.case, scope, request.visit.capacities, revising=referral)
    form = bound_form(request, forms.ReviseReferralForm, suspects=choosing.everyone, hints={})
    return run_case_action(request, form, actions.revise_referral, referral=referral)


@action_endpoint(forms.SuperviseReferralForm)
@guarded("sign_referral_off", Referral, REFERRAL)
def sign_referral_off(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> Answer:
    """A supervisor who wrote none of it has read it, and sends it to the CPS."""
    form = bound_form(request, forms.SuperviseReferralForm)
    return run_case_action(request, form, actions.sign_referral_off, referral=referral)


@action_endpoint(forms.SuperviseReferralForm)
@guarded("send_referral_back", Referral, REFERRAL)
def send_referral_back(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> Answer:
    """A supervisor wants it changed before it goes."""
    form = bound_form(request, forms.SuperviseReferralForm)
    return run_case_action(request, form, actions.send_referral_back, referral=referral)


@action_endpoint(forms.WithdrawReferralForm)
@guarded("withdraw_referral", Referral, REFERRAL)
def withdraw_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> Answer:
    """The police take it back. Its suspects are theirs again."""
    form = bound_form(request, forms.WithdrawReferralForm)
    return run_case_action(request, form, actions.withdraw_referral, referral=referral)


@action_endpoint(AcceptReferralForm)
@guarded("accept_referral", Referral, REFERRAL)
def accept_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """CPS triage takes it on: its suspects are ready to allocate."""
    form = bound_form(request, AcceptReferralForm)
    return run_case_action(request, form, actions.accept_referral, referral=referral)


@action_endpoint(lambda: ReturnReferralForm(urgency=Urgency.RED))
@guarded("return_referral", Referral, REFERRAL)
def return_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """CPS triage returns it, with coded reasons and a day to reply by."""
    form = bound_form(request, ReturnReferralForm, urgency=referral.urgency)
    return run_case_action(request, form, actions.return_referral, referral=referral)


@read_endpoint(ReferralDetailShown)
@guarded("see_referral", Referral, REFERRAL)
def see_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """What was sent, where it stands, and why triage returned it, where it did."""
    reading = referral_detail(referral, scope_for(request))
    found = reading.referral
    shown = ReferralDetailShown({
        **{name: getattr(found, name) for name in REFERRAL_FIELDS},
        "case": found.case_id,
        "suspects": [each.suspect.pk for each in reading.accused],
        "answers": [{"question": str(asked), "answer": said} for asked, said in reading.texts],
        "returned": reading.returned and {
            "reply_by": reading.returned.reply_by, "at": reading.returned.at,
            "reasons": [
                {"reason": str(text), "detail": detail}
                for text, detail in reading.returned.reasons
            ],
        },
    })  # fmt: skip
    return Answer(shown.data, version=found.version)


REFERRAL_FIELDS = (
    "id", "number", "status", "urgency", "code_test", "written_at", "signed_off_at",
    "supervisor_comments", "triaged_at", "withdrawn_at", "withdrawal_reason", "version",
)  # fmt: skip
