"""The two gates of early advice, and the advice itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import advice_gates as actions
from cases.actions.given_advice import give_early_advice as give
from cases.forms import early_advice as forms
from cases.forms import given_advice
from cases.models import EarlyAdvice
from cases.permissions import EARLY_ADVICE
from cases.queries import advice_checks
from cases.queries.allocations import workloads
from cases.queries.early_advice import read
from cases.views.asking import ask
from cases.views.early_advice import step
from people.guards import act, acted_before, guarded, scope_for
from people.visits import Request


@guarded("accept_early_advice", EarlyAdvice, EARLY_ADVICE)
def accept_early_advice(
    request: Request, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.Accept(request.POST or None)
    done = _("Request accepted. The early-advice manager has it now.")
    act_ = actions.accept_early_advice
    told = {"checks": advice_checks.beside}
    return step(request, advice, allowed, form, act_, done, told=told)


@guarded("return_early_advice", EarlyAdvice, EARLY_ADVICE)
def return_early_advice(
    request: Request, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.Return(request.POST or None)
    done = _("Request returned. The police have been notified, with the reason.")
    act_ = actions.return_early_advice
    told = {"checks": advice_checks.beside}
    return step(request, advice, allowed, form, act_, done, told=told)


@guarded("name_adviser", EarlyAdvice, EARLY_ADVICE)
def name_adviser(request: Request, advice: EarlyAdvice, allowed: frozenset[str]) -> HttpResponse:
    prosecutors = workloads(advice.case, scope_for(request))
    form = forms.NameAdviser(request.POST or None, prosecutors=prosecutors)
    done = _("Adviser named. The police have been notified that the request is accepted.")
    return step(request, advice, allowed, form, actions.name_adviser, done)


@guarded("refuse_early_advice", EarlyAdvice, EARLY_ADVICE)
def refuse_early_advice(
    request: Request, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.Refuse(request.POST or None)
    done = _("Request refused. The police have been notified, with the reason.")
    act_ = actions.refuse_early_advice
    return step(request, advice, allowed, form, act_, done)


@guarded("change_adviser", EarlyAdvice, EARLY_ADVICE)
def change_adviser(request: Request, advice: EarlyAdvice, allowed: frozenset[str]) -> HttpResponse:
    prosecutors = workloads(advice.case, scope_for(request))
    form = forms.ChangeAdviser(request.POST or None, prosecutors=prosecutors)
    done = _("Another adviser named. Both have been notified.")
    return step(request, advice, allowed, form, actions.change_adviser, done)


@guarded("give_early_advice", EarlyAdvice, EARLY_ADVICE)
def give_early_advice(
    request: Request, advice: EarlyAdvice, allowed: frozenset[str]
) -> HttpResponse:
    """Lines of inquiry are added and removed one by one before anything is given."""
    reading = read(advice, scope_for(request), allowed)
    alleged = [each for accused in reading.accused for each in accused.allegations]
    asked = {"questions": advice.questions, "allegations": alleged}
    form = given_advice.GiveEarlyAdvice(request.POST or None, **asked)
    lines = given_advice.Lines(request.POST or None, prefix="lines")
    if {"add", "remove"} & request.POST.keys():
        form = given_advice.GiveEarlyAdvice(initial=form.answers(), **asked)
        lines = lines.reshaped(request.POST)
    elif acted_before(request, form) or (form.is_valid() and lines.is_valid() and act(
        request, give, verb="give_early_advice", form=form, advice=advice,
        lines=lines.answered, **form.cleaned_data,
    )):  # fmt: skip
        messages.success(request, _("Early advice given. The police have been notified."))
        return redirect("see-early-advice", advice.pk)
    return ask(
        request, "cases/early_advice/give_early_advice.html", form, reading=reading,
        case=advice.case, lines=lines, added="add" in request.POST,
        most=given_advice.MOST_LINES,
    )  # fmt: skip
