"""Referrals: write, sign off, send back, withdraw, and CPS triage."""

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.deadlines import Urgency
from cases.models import Case, Referral, Suspect
from cases.open_lines import OpenLines, are_unread, open_lines_to_json, read_open_lines
from cases.permissions import CASE, REFERRAL
from cases.queries.suspect_choices import SuspectChoice
from cases.referrals.actions import referrals as actions
from cases.referrals.forms import referrals as forms
from cases.referrals.forms.open_lines import blank_open_lines
from cases.referrals.forms.referral_triage import AcceptReferralForm, ReturnReferralForm
from cases.referrals.queries.referrals import referral_detail, suspects_to_refer
from cases.referrals.queries.returns_to_answer import (
    ReasonToAnswer,
    ReturnToAnswer,
    returns_to_answer,
)
from cases.return_answers import return_answer_key
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class Mg3AnswerShown(s.Serializer):
    """One question of a referral, and its answer."""

    question = s.CharField()
    answer = s.CharField(allow_blank=True)


class OpenLineShown(s.Serializer):
    """
    A line of inquiry that is still open, and by when it is expected or why that is not known.

    may_change_decision: null where the lines cannot be read now; text says so then.
    """

    text = s.CharField()
    expected_on = s.DateField(allow_null=True)
    undated_because = s.CharField(allow_blank=True)
    may_change_decision = s.BooleanField(allow_null=True)
    effect = s.CharField(allow_blank=True)


class AnticipatedPleaShown(s.Serializer):
    """
    The plea that the police expect of a suspect, where they say one.

    plea: NOT_GUILTY, GUILTY or NOT_KNOWN, or the sentence that says that it cannot be read now.
    """

    suspect = s.UUIDField()
    plea = s.CharField()


class VictimMeasuresShown(s.Serializer):
    """
    What an MG3 asks of a victim, by number: as it was sent, or now where it is not sent.

    assessment: of special measures (MG2): DONE, NOT_REQUIRED, OUTSTANDING, empty where nobody has
    said, or null where it was not asked when this was sent. mg2: the id of the document that it is,
    as assessment. statement: the newest step of the
    victim personal statement: OFFERED, TAKEN, ADDED, DECLINED, empty where nothing is recorded, or
    null where it was not asked, or is not sent yet and the caller is a system.
    """

    victim = s.IntegerField()
    assessment = s.CharField(allow_blank=True, allow_null=True)
    not_assessed_because = s.CharField(allow_blank=True)
    assessment_expected_on = s.DateField(allow_null=True)
    mg2 = s.CharField(allow_blank=True, allow_null=True)
    statement = s.CharField(allow_blank=True, allow_null=True)
    statement_on = s.DateField(allow_null=True)


class ReturnReasonDetailShown(s.Serializer):
    """One return reason, as text. code: by which return_answer_ names it."""

    code = s.CharField()
    reason = s.CharField()
    detail = s.CharField(allow_blank=True)


class ReturnAnswerShown(s.Serializer):
    """
    What the police say was done about a reason for which submission was returned before.

    code, reason: empty where the answers cannot be read now; answer says so then.
    """

    submission = s.IntegerField()
    code = s.CharField(allow_blank=True)
    reason = s.CharField(allow_blank=True)
    detail = s.CharField(allow_blank=True)
    answer = s.CharField()


class ReturnShown(s.Serializer):
    """Why triage returned a referral, and the date by which it wants a reply."""

    reply_by = s.DateField()
    at = s.DateTimeField()
    reasons = ReturnReasonDetailShown(many=True)


class ReferralDetailShown(s.Serializer):
    """A referral and its outcome."""

    id = s.UUIDField()
    case = s.UUIDField()
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    urgency = s.CharField()
    code_test = s.CharField()
    advice_followed = s.CharField(allow_blank=True)
    suspects = s.ListField(child=s.UUIDField())
    answers = Mg3AnswerShown(many=True)
    pleas = AnticipatedPleaShown(many=True)
    victims = VictimMeasuresShown(many=True, allow_null=True)
    open_lines = OpenLineShown(many=True, allow_null=True)
    written_at = s.DateTimeField()
    signed_off_at = s.DateTimeField(allow_null=True)
    supervisor_comments = s.CharField(allow_blank=True)
    triaged_at = s.DateTimeField(allow_null=True)
    withdrawn_at = s.DateTimeField(allow_null=True)
    withdrawal_reason = s.CharField(allow_blank=True)
    returned = ReturnShown(allow_null=True)
    return_answers = ReturnAnswerShown(many=True)
    version = s.IntegerField()


def _form_with_all_questions(kind: type[forms.WriteReferralForm]) -> forms.WriteReferralForm:
    """A form instance with every conditional field, for the OpenAPI schema.

    It has the account of suspect 1 and the answer to one reason of the return of submission 1, in
    place of those of all suspects and reasons (named_like).
    """
    suspect: Any = Suspect(number=1)
    suspect.was_advice_sought, suspect.was_advice_given = False, True
    reason = ReasonToAnswer(return_answer_key(1, "no_mg3"), "…", "")
    returned = ReturnToAnswer(1, date.min, {}, [reason])
    return kind(suspects=[suspect], hints={}, lines=blank_open_lines(), returns=[returned])


@action_endpoint(
    partial(_form_with_all_questions, forms.WriteReferralForm),
    creates=True,
    request_rows=[blank_open_lines],
)
@guarded("write_referral", Case, CASE)
def write_referral(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """Write a referral of some suspects. A supervisor then signs it off and sends it to the CPS."""
    choosing = suspects_to_refer(case, scope_for(request), request.audit.capacities)
    form, rows = _bound_referral(request, forms.WriteReferralForm, choosing)
    return run_case_action(request, form, actions.write_referral, rows=[rows], case=case)


def _bound_referral(
    request: GuardedRequest, kind: type[forms.WriteReferralForm], choosing: SuspectChoice
) -> tuple[Any, Any]:
    """(the form, its open lines of inquiry) bound to the request's JSON."""
    return bound_form_and_rows(
        request, kind, blank_open_lines(), known_as="lines", suspects=choosing.everyone, hints={},
        returns=returns_to_answer(choosing.everyone),
    )  # fmt: skip


@action_endpoint(
    partial(_form_with_all_questions, forms.ReviseReferralForm), request_rows=[blank_open_lines]
)
@guarded("revise_referral", Referral, REFERRAL)
def revise_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """Revise a referral that the supervisor sent back."""
    scope = scope_for(request)
    choosing = suspects_to_refer(referral.case, scope, request.audit.capacities, revising=referral)
    form, rows = _bound_referral(request, forms.ReviseReferralForm, choosing)
    return run_case_action(request, form, actions.revise_referral, rows=[rows], referral=referral)


@action_endpoint(forms.SuperviseReferralForm)
@guarded("sign_referral_off", Referral, REFERRAL)
def sign_referral_off(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> Answer:
    """A supervisor who is not an author signs the referral off and sends it to the CPS."""
    form = bound_form(request, forms.SuperviseReferralForm)
    return run_case_action(request, form, actions.sign_referral_off, referral=referral)


@action_endpoint(forms.SuperviseReferralForm)
@guarded("send_referral_back", Referral, REFERRAL)
def send_referral_back(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> Answer:
    """A supervisor sends the referral back to the officer for changes."""
    form = bound_form(request, forms.SuperviseReferralForm)
    return run_case_action(request, form, actions.send_referral_back, referral=referral)


@action_endpoint(forms.WithdrawReferralForm)
@guarded("withdraw_referral", Referral, REFERRAL)
def withdraw_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> Answer:
    """The police withdraw the referral. Its suspects return to the police."""
    form = bound_form(request, forms.WithdrawReferralForm)
    return run_case_action(request, form, actions.withdraw_referral, referral=referral)


@action_endpoint(AcceptReferralForm)
@guarded("accept_referral", Referral, REFERRAL)
def accept_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """CPS triage accepts the referral: its suspects are ready to allocate."""
    form = bound_form(request, AcceptReferralForm)
    return run_case_action(request, form, actions.accept_referral, referral=referral)


@action_endpoint(lambda: ReturnReferralForm(urgency=Urgency.RED))
@guarded("return_referral", Referral, REFERRAL)
def return_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """CPS triage returns the referral, with coded reasons and a date by which to reply."""
    form = bound_form(request, ReturnReferralForm, urgency=referral.urgency)
    return run_case_action(request, form, actions.return_referral, referral=referral)


@read_endpoint(ReferralDetailShown)
@guarded("see_referral", Referral, REFERRAL)
def see_referral(request: GuardedRequest, referral: Referral, allowed: frozenset[str]) -> Answer:
    """A referral as sent, its status, and the return reasons if it was returned."""
    reading = referral_detail(referral, scope_for(request))
    found = reading.referral
    shown = ReferralDetailShown({
        **{name: getattr(found, name) for name in REFERRAL_FIELDS},
        "case": found.case_id,
        "suspects": [each.suspect.pk for each in reading.accused],
        "answers": [
            {"question": str(asked), "answer": said}
            for asked, said in [*reading.accounts, *reading.texts]
        ],
        "pleas": [
            {"suspect": each.suspect.pk, "plea": found.pleas[str(each.suspect.number)]}
            for each in reading.accused
            if each.plea
        ],
        "victims": reading.victims.measures,
        "open_lines": _open_line_values(read_open_lines(found.open_lines)),
        "returned": reading.returned and {
            "reply_by": reading.returned.reply_by, "at": reading.returned.at,
            "reasons": [
                {"code": code, "reason": str(text), "detail": detail}
                for code, (text, detail) in zip(
                    reading.returned.codes, reading.returned.reasons, strict=True
                )
            ],
        },
        "return_answers": [asdict(each) | {"reason": str(each.words)} for each in reading.answered],
    })  # fmt: skip
    return Answer(shown.data, version=found.version)


REFERRAL_FIELDS = (
    "id", "number", "status", "urgency", "code_test", "advice_followed", "written_at",
    "signed_off_at", "supervisor_comments", "triaged_at", "withdrawn_at", "withdrawal_reason",
    "version",
)  # fmt: skip


def _open_line_values(lines: OpenLines) -> list[dict[str, Any]] | None:
    values = open_lines_to_json(lines)
    unknown = {"may_change_decision": None} if are_unread(lines) else {}
    return values and [each | unknown for each in values]
