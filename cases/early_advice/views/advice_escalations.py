"""Escalation of a refusal of early advice by an inspector, and its answer."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.early_advice.actions import advice_escalations as actions
from cases.early_advice.forms import early_advice as forms
from cases.early_advice.views.early_advice import advice_verb_page
from cases.models import EarlyAdvice
from cases.permissions import EARLY_ADVICE
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded


@guarded("escalate_refusal", EarlyAdvice, EARLY_ADVICE)
def escalate_refusal(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.EscalateRefusalForm(request.POST or None)
    done = _("Refusal escalated. A manager of the CPS has been notified.")
    act_ = actions.escalate_refusal
    return advice_verb_page(request, advice, allowed, form, act_, done)


@guarded("uphold_refusal", EarlyAdvice, EARLY_ADVICE)
def uphold_refusal(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AnswerEscalationForm(request.POST or None)
    done = _("Refusal upheld. The police have been notified, with the reason.")
    return advice_verb_page(request, advice, allowed, form, actions.uphold_refusal, done)


@guarded("overturn_refusal", EarlyAdvice, EARLY_ADVICE)
def overturn_refusal(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AnswerEscalationForm(request.POST or None)
    done = _("Refusal overturned. The early-advice manager names an adviser next.")
    return advice_verb_page(request, advice, allowed, form, actions.overturn_refusal, done)
