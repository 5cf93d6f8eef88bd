"""The two sides talk about a case, or about an action of it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import threads as actions
from cases.forms.threads import OpenThread, WriteMessage
from cases.models import Case, Thread
from cases.permissions import CASE, THREAD
from cases.queries.threads import can_be_about, can_mention, last_of, page, read
from cases.views.asking import ask
from people.guards import act, guarded, scope_for

BEFORE_WRITING = 3  # how many messages stand above the form in which the next is written


@guarded("see_threads", Case, CASE)
def see_threads(request, case, allowed):
    before = request.GET.get("before", "")
    found = page(case, scope_for(request), before=before)
    shown = {"case": case, "page": found, "allowed": allowed, "is_older": bool(before)}
    return TemplateResponse(request, "cases/threads/list.html", shown)


@guarded("open_thread", Case, CASE)
def open_thread(request, case, allowed):
    """The page of an action leads here with that action chosen."""
    scope = scope_for(request)
    form = OpenThread(
        request.POST or None, items=can_be_about(case, scope), people=can_mention(case, scope),
        initial={"item": request.GET.get("item", "")},
    )  # fmt: skip
    if form.is_valid() and act(
        request, actions.open_thread, verb="open_thread", form=form, case=case, **form.cleaned_data
    ):
        messages.success(request, _("Message sent"))
        return redirect("see-thread", form.outcome)
    return ask(request, "cases/threads/open.html", form, case=case)


@guarded("see_thread", Thread, THREAD)
def see_thread(request, thread, allowed):
    """What is new is marked once: opening the page is reading it."""
    scope, before = scope_for(request), request.GET.get("before", "")
    reading = read(thread, scope, before=before)
    actions.keep_seen(thread=thread, by=scope, at=scope.at, number=reading.last)
    shown = {"thread": thread, "case": thread.case, "reading": reading, "allowed": allowed}
    return TemplateResponse(request, "cases/threads/see.html", shown | {"is_older": bool(before)})


@guarded("write_message", Thread, THREAD)
def write_message(request, thread, allowed):
    scope = scope_for(request)
    form = WriteMessage(request.POST or None, people=can_mention(thread.case, scope))
    if form.is_valid() and act(
        request, actions.write_message, verb="write_message", form=form, thread=thread,
        **form.cleaned_data,
    ):  # fmt: skip
        messages.success(request, _("Message sent"))
        return redirect("see-thread", thread.pk)
    reading = last_of(thread, scope, BEFORE_WRITING)
    return ask(
        request, "cases/threads/write.html", form, thread=thread, case=thread.case,
        reading=reading,
    )  # fmt: skip
