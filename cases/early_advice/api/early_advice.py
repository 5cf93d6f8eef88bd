"""Early advice on the side of the police: ask, sign off, read, withdraw, reply and escalate."""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action, visible_version
from cases.early_advice.actions import advice_escalations, early_advice
from cases.early_advice.forms import early_advice as forms
from cases.early_advice.queries.early_advice import (
    AdviceDetail,
    advice_detail,
    suspects_to_ask_about,
)
from cases.models import Case, EarlyAdvice, GivenAdvice
from cases.permissions import CASE, EARLY_ADVICE
from people.access.scopes import Scope
from people.access.sealed_text import NotOpenedValue
from people.api.endpoints import Endpoint, action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for


class AdviceItemShown(s.Serializer):
    """One item of a request for early advice, and what the police say."""

    question = s.CharField()
    answer = s.CharField(allow_blank=True)


class AdviceQuestionShown(s.Serializer):
    """One question to the adviser. answer: null until the advice is given."""

    question = s.CharField()
    answer = s.CharField(allow_null=True)


class AdviceMessageShown(s.Serializer):
    """One step about a request: what was done, in words, and what was said."""

    what = s.CharField()
    text = s.CharField(allow_blank=True)
    side = s.CharField()
    by = s.CharField()
    at = s.DateTimeField()


class GivenAdviceShown(s.Serializer):
    """
    The advice. method: how it was given, empty where that was not asked yet. lines: of inquiry, to
    follow. allegations: those of which a charge is likely; other_offence: one that is likely and
    that nobody has alleged, or null. It authorises nothing.
    """

    method = s.CharField(allow_blank=True)
    lines = s.ListField(child=s.CharField())
    evidence = s.CharField()
    strategy = s.CharField()
    third_party = s.CharField()
    allegations = s.ListField(child=s.UUIDField())
    other_offence = s.CharField(source="other_offence_id", allow_null=True)
    by = s.CharField()
    at = s.DateTimeField()


class AdviceDetailShown(s.Serializer):
    """
    A request for early advice, what both sides said of it, and the advice once it is given.

    number: null until a supervisor has sent it. explained: what is missing, and why it is sent
    without. due_at: when the CPS owes the advice, while it does. planned_method: how the manager
    wants it given; empty until an adviser is named.
    """

    id = s.UUIDField()
    case = s.UUIDField(source="case_id")
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    suspects = s.ListField(child=s.UUIDField(), source="suspect_ids")
    answers = AdviceItemShown(many=True)
    explained = AdviceItemShown(many=True, source="missing")
    questions = AdviceQuestionShown(many=True, source="asked")
    planned_method = s.CharField(allow_blank=True)
    adviser = s.CharField(source="adviser.name", allow_null=True, default=None)
    written_at = s.DateTimeField()
    sent_at = s.DateTimeField(allow_null=True)
    due_at = s.DateTimeField(allow_null=True)
    said = AdviceMessageShown(many=True)
    given = GivenAdviceShown(source="advice_given", allow_null=True)
    version = s.IntegerField()


@action_endpoint(lambda: forms.RequestEarlyAdviceForm(suspects=[]), creates=True)
@guarded("request_early_advice", Case, CASE)
def request_early_advice(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """
    Write a request for early advice, which a supervisor then reads: only their sign-off sends it.

    A field that begins with explain_ says why the request is sent without what is missing there.
    """
    suspects = suspects_to_ask_about(case, scope_for(request)).everyone
    form = bound_form(request, forms.RequestEarlyAdviceForm, suspects=suspects)
    return run_case_action(request, form, early_advice.request_early_advice, case=case)


@read_endpoint(AdviceDetailShown)
@guarded("see_early_advice", EarlyAdvice, EARLY_ADVICE)
def see_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> Answer:
    """A request for early advice: what is asked, each step about it, and the advice once given."""
    scope = scope_for(request)
    row = _with_shown_facts(advice_detail(advice, scope, allowed), scope)
    return Answer(AdviceDetailShown(row).data, version=row.version)


def _with_shown_facts(reading: AdviceDetail, scope: Scope) -> Any:
    """The request with what its serializer shows besides the fields of its model."""
    row: Any = reading.advice
    row.version = visible_version(row, scope)
    row.suspect_ids = [each.suspect.pk for each in reading.accused]
    row.answers = [_question(item, said) for item, said in reading.texts]
    row.missing = [_question(item, said) for item, said in reading.explained]
    asked, said = _texts_of(row.questions), [each for _asked, each in reading.answers]
    row.asked = [
        {"question": question, "answer": answer} for question, answer in zip_longest(asked, said)
    ]
    row.due_at, row.said = reading.due_at, reading.messages
    row.advice_given = reading.given and _given_facts(reading.given, scope)
    return row


def _question(asked: object, said: str) -> dict[str, str]:
    return {"question": str(asked), "answer": said}


def _given_facts(given: GivenAdvice, scope: Scope) -> dict[str, Any]:
    likely = given.allegations.for_scope(scope).order_by("from_on", "pk")
    names = ("method", "evidence", "strategy", "third_party", "other_offence_id", "at")
    return {name: getattr(given, name) for name in names} | {
        "lines": _texts_of(given.lines),
        "allegations": list(likely.values_list("pk", flat=True)),
        "by": f"{given.by.name}, {given.by.agency.name}",
    }


def _texts_of(listed: list[str]) -> list[str]:
    """The texts of a list; one that does not open has its sentence at least once."""
    if isinstance(listed, NotOpenedValue):
        return list(listed) or [listed.sentence]
    return listed


def advice_endpoint(
    verb: str, action: Callable[..., EarlyAdvice], kind: type[Form]
) -> Endpoint[Answer]:
    """An endpoint for one verb on a request, described by the docstring of its action."""

    @action_endpoint(kind)
    @guarded(verb, EarlyAdvice, EARLY_ADVICE)
    def endpoint(request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]) -> Answer:
        return run_case_action(request, bound_form(request, kind), action, advice=advice)

    endpoint.__name__, endpoint.__doc__ = verb, action.__doc__
    return endpoint


sign_early_advice_off = advice_endpoint(
    "sign_early_advice_off", early_advice.sign_early_advice_off, forms.SuperviseAdviceForm
)
send_early_advice_back = advice_endpoint(
    "send_early_advice_back", early_advice.send_early_advice_back, forms.SuperviseAdviceForm
)
withdraw_early_advice = advice_endpoint(
    "withdraw_early_advice", early_advice.withdraw_early_advice, forms.WithdrawAdviceForm
)
reply_to_refusal = advice_endpoint(
    "reply_to_refusal", early_advice.reply_to_refusal, forms.ReplyToRefusalForm
)
escalate_refusal = advice_endpoint(
    "escalate_refusal", advice_escalations.escalate_refusal, forms.EscalateRefusalForm
)
