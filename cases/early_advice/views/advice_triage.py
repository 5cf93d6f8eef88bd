"""Triage of requests for early advice, the adviser, and the advice itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import file_beside
from cases.allocation.queries.allocations import ranked_prosecutors
from cases.early_advice.actions import advice_triage as actions
from cases.early_advice.actions.advice_given import give_early_advice as give
from cases.early_advice.forms import advice_given
from cases.early_advice.forms import early_advice as forms
from cases.early_advice.queries import advice_checks
from cases.early_advice.queries.early_advice import advice_detail
from cases.early_advice.views.early_advice import advice_verb_page
from cases.models import EarlyAdvice
from cases.permissions import EARLY_ADVICE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, recall_earlier_submission, scope_for, submit_action


@guarded("accept_early_advice", EarlyAdvice, EARLY_ADVICE)
def accept_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AcceptAdviceForm(request.POST or None)
    done = _("Request accepted. The early-advice manager has it now.")
    act_ = actions.accept_early_advice
    told = {"checks": advice_checks.advice_checks_then_and_now}
    return advice_verb_page(request, advice, allowed, form, act_, done, page_facts=told)


@guarded("return_early_advice", EarlyAdvice, EARLY_ADVICE)
def return_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ReturnAdviceForm(request.POST or None)
    done = _("Request returned. The police have been notified, with the reason.")
    act_ = actions.return_early_advice
    told = {"checks": advice_checks.advice_checks_then_and_now}
    return advice_verb_page(request, advice, allowed, form, act_, done, page_facts=told)


@guarded("name_adviser", EarlyAdvice, EARLY_ADVICE)
def name_adviser(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    prosecutors = ranked_prosecutors(advice.case, scope_for(request))
    form = forms.NameAdviserForm(request.POST or None, prosecutors=prosecutors)
    done = _("Adviser named. The police have been notified that the request is accepted.")
    return advice_verb_page(request, advice, allowed, form, actions.name_adviser, done)


@guarded("refuse_early_advice", EarlyAdvice, EARLY_ADVICE)
def refuse_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.RefuseAdviceForm(request.POST or None)
    done = _("Request refused. The police have been notified, with the reason.")
    act_ = actions.refuse_early_advice
    return advice_verb_page(request, advice, allowed, form, act_, done)


@guarded("change_adviser", EarlyAdvice, EARLY_ADVICE)
def change_adviser(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    prosecutors = ranked_prosecutors(advice.case, scope_for(request))
    form = forms.ChangeAdviserForm(request.POST or None, prosecutors=prosecutors)
    done = _("Another adviser named. Both have been notified.")
    return advice_verb_page(request, advice, allowed, form, actions.change_adviser, done)


@guarded("give_early_advice", EarlyAdvice, EARLY_ADVICE)
def give_early_advice(
    request: GuardedRequest, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    """Give the advice; lines of inquiry are added and removed one by one before it is sent."""
    scope = scope_for(request)
    reading = advice_detail(advice, scope, allowed)
    alleged = [each for accused in reading.accused for each in accused.allegations]
    facts: dict[str, Any] = {"questions": advice.questions, "allegations": alleged}
    initial = {"method": advice.planned_method}
    form = advice_given.GiveEarlyAdviceForm(request.POST or None, initial=initial, **facts)
    lines = advice_given.LineOfInquiryFormSet(request.POST or None, prefix="lines")
    if {"add", "remove"} & request.POST.keys():
        form = advice_given.GiveEarlyAdviceForm(initial=form.answers(), **facts)
        lines = lines.reshaped(request.POST)
    elif recall_earlier_submission(request, form) or (
        form.is_valid()
        and lines.is_valid()
        and submit_action(
            request, give, verb="give_early_advice", form=form, advice=advice, lines=lines.answered,
            **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, _("Early advice given. The police have been notified."))
        return redirect("see-early-advice", advice.pk)
    return render_form_with_draft(
        request, "cases/early_advice/give_early_advice.html", form, reading=reading,
        case=advice.case, lines=lines, added="add" in request.POST,
        most=advice_given.MAX_LINES,
        file=file_beside(advice.case, [each.suspect for each in reading.accused], scope),
    )  # fmt: skip
