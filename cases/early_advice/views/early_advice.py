"""The police's side of early advice: request, sign-off, withdrawal and reply."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.early_advice.actions import early_advice as actions
from cases.early_advice.forms import early_advice as forms
from cases.early_advice.queries import advice_checks
from cases.early_advice.queries import early_advice as queries
from cases.models import Case, EarlyAdvice
from cases.permissions import CASE, EARLY_ADVICE
from cases.referrals.queries.referrals import receiving_unit
from cases.views.form_page import current_values, render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("request_early_advice", Case, CASE)
def request_early_advice(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    """Request early advice; the form starts from a request that ended without advice, if any."""
    scope = scope_for(request)
    choosing = queries.suspects_to_ask_about(case, scope)
    before = queries.last_ended_advice(case, scope, choosing.ready)
    offered = choosing.everyone if request.method == "POST" else choosing.ready
    form = forms.RequestEarlyAdviceForm(
        request.POST or None, suspects=offered,
        initial=forms.advice_form_initial(before, choosing.ready),
    )  # fmt: skip
    message = _("Request sent to your supervisor for sign-off.")
    if submit_form(request, form, actions.request_early_advice, message, case=case):
        return redirect("see-early-advice", form.result_id)
    return render_form_with_draft(
        request,
        "cases/early_advice/request.html",
        form,
        case=case,
        choosing=choosing,
        before=before,
        after_draft={
            "gate": lambda: advice_checks.checks_of_typed_advice(case, current_values(form), scope)
        },
    )


@guarded("request_early_advice", Case, CASE)
def check_early_advice(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    """Fragment of the request page: check results of the text typed so far."""
    form = forms.RequestEarlyAdviceForm(request.POST, suspects=[])
    gate = advice_checks.checks_of_typed_advice(case, current_values(form), scope_for(request))
    return TemplateResponse(request, "cases/referrals/gate_part.html", {"form": form, "gate": gate})


@guarded("see_early_advice", EarlyAdvice, EARLY_ADVICE)
def see_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    """A request, the exchange about it, and the advice."""
    reading = queries.advice_detail(advice, scope_for(request), allowed)
    page = {"reading": reading, "case": advice.case, "allowed": allowed}
    page["gate"] = advice_checks.checks_before_sign_off(reading.advice, scope_for(request).at)
    return TemplateResponse(request, "cases/early_advice/see.html", page)


@guarded("sign_early_advice_off", EarlyAdvice, EARLY_ADVICE)
def sign_early_advice_off(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.SuperviseAdviceForm(request.POST or None)
    unit = receiving_unit(advice.case, "", scope_for(request))
    done = _("Request for early advice signed off and sent to the CPS.")
    act_, told = actions.sign_early_advice_off, {"gate": advice_checks.checks_of_advice}
    return advice_verb_page(
        request, advice, allowed, form, act_, done, page_facts=told,
        receiving=unit,
    )  # fmt: skip


@guarded("send_early_advice_back", EarlyAdvice, EARLY_ADVICE)
def send_early_advice_back(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.SuperviseAdviceForm(request.POST or None)
    done = _("Request sent back to the officer.")
    act_ = actions.send_early_advice_back
    return advice_verb_page(request, advice, allowed, form, act_, done)


@guarded("withdraw_early_advice", EarlyAdvice, EARLY_ADVICE)
def withdraw_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WithdrawAdviceForm(request.POST or None)
    done = _("Request withdrawn. Its suspects are with the police again.")
    act_ = actions.withdraw_early_advice
    return advice_verb_page(request, advice, allowed, form, act_, done)


@guarded("reply_to_refusal", EarlyAdvice, EARLY_ADVICE)
def reply_to_refusal(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ReplyToRefusalForm(request.POST or None)
    done = _("Reply sent. Its suspects are under investigation.")
    act_ = actions.reply_to_refusal
    return advice_verb_page(request, advice, allowed, form, act_, done)


def advice_verb_page(
    request: GuardedRequest,
    advice: EarlyAdvice,
    allowed: frozenset[str],
    form: Form,
    action: Callable[..., EarlyAdvice],
    done: str,
    *,
    page_facts: Mapping[str, Callable[[Any, datetime], object]] | None = None,
    **page: Any,
) -> HttpResponse:
    """The form page of a verb on a request; redirects to the request once done.

    Args: page_facts: further context, as {name: function of the request and the moment}.
    """
    if submit_form(request, form, action, done, advice=advice):
        return redirect("see-early-advice", advice.pk)
    scope = scope_for(request)
    reading = queries.advice_detail(advice, scope, allowed)
    page |= {name: say(reading.advice, scope.at) for name, say in (page_facts or {}).items()}
    template = f"cases/early_advice/{action.__name__}.html"
    return render_form_with_draft(
        request, template, form, reading=reading, case=advice.case, allowed=allowed, **page
    )
