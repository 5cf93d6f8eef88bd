"""One action of a plan: read, answered, judged, and given another date."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import action_items
from cases.forms import action_items as forms
from cases.models import ActionItem
from cases.permissions import ITEM
from cases.queries.action_items import read
from cases.queries.notes import may_write
from cases.views.asking import ask
from people.guards import act, guarded, scope_for


@guarded("see_item", ActionItem, ITEM)
def see_item(request, item, allowed):
    """What was asked, what was said, and what may be done now."""
    scope = scope_for(request)
    page = {"reading": read(item, scope, allowed), "case": item.case, "item": item}
    page["may_note"] = may_write(item.case, scope, request.visit.capacities)
    return TemplateResponse(request, "cases/action_items/see.html", page)


@guarded("answer_item", ActionItem, ITEM)
def answer_item(request, item, allowed):
    """The police answer."""
    form = forms.AnswerItem(request.POST or None, request.FILES or None, version=item.version)
    done = _("Answer sent")
    return _ask(request, item, allowed, form, "answer_item", action_items.answer_item, done)


@guarded("accept_answer", ActionItem, ITEM)
def accept_answer(request, item, allowed):
    """The prosecutor has what was needed."""
    form = forms.AcceptAnswer(request.POST or None, version=item.version)
    done = _("Answer accepted")
    return _ask(request, item, allowed, form, "accept_answer", action_items.accept_answer, done)


@guarded("say_what_is_missing", ActionItem, ITEM)
def say_what_is_missing(request, item, allowed):
    """The prosecutor needs more."""
    form = forms.SayWhatIsMissing(request.POST or None, version=item.version)
    act_ = action_items.say_what_is_missing
    done = _("The police have been told what is missing")
    return _ask(request, item, allowed, form, "say_what_is_missing", act_, done)


@guarded("cancel_item", ActionItem, ITEM)
def cancel_item(request, item, allowed):
    """The prosecutor needs it no longer."""
    form = forms.CancelItem(request.POST or None, version=item.version)
    done = _("Action cancelled")
    return _ask(request, item, allowed, form, "cancel_item", action_items.cancel_item, done)


@guarded("ask_for_date", ActionItem, ITEM)
def ask_for_date(request, item, allowed):
    """Either side would like another date."""
    form = forms.AskForDate(request.POST or None, version=item.version)
    done = _("Request for another date sent")
    return _ask(request, item, allowed, form, "ask_for_date", action_items.ask_for_date, done)


@guarded("answer_date_request", ActionItem, ITEM)
def answer_date_request(request, item, allowed):
    """The other side agrees, or does not."""
    form = forms.AnswerDateRequest(request.POST or None, version=item.version)
    act_ = action_items.answer_date_request
    done = _("Answer about the date sent")
    return _ask(request, item, allowed, form, "answer_date_request", act_, done)


def _ask(request, item, allowed, form, verb, action, done):
    """The page of one verb, and after it the action again, where the next thing can be said."""
    if form.is_valid() and act(
        request, action, verb=verb, form=form, item=item, **form.cleaned_data
    ):
        messages.success(request, done)
        return redirect("see-item", item.pk)
    scope = scope_for(request)
    if form.is_bound:  # a refusal may be about what has changed since the door read it
        item = ActionItem.objects.for_scope(scope).select_related("case").get(pk=item.pk)
    template = f"cases/action_items/{verb}.html"
    reading = read(item, scope, allowed)
    return ask(request, template, form, item=item, case=item.case, reading=reading)
