"""The two sides talk about a case, or about an action of it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import threads as actions
from cases.forms.threads import OpenThread, WriteMessage
from cases.models import Case, Thread
from cases.permissions import CASE, THREAD
from cases.queries.threads import can_be_about, can_mention, last_of, page, read
from cases.views.asking import ask
from people.guards import acted, guarded, is_read, scope_for
from people.visits import Request

BEFORE_WRITING = 3  # how many messages stand above the form in which the next is written


@guarded("see_threads", Case, CASE)
def see_threads(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    before = request.GET.get("before", "")
    found = page(case, scope_for(request), before=before)
    shown = {"case": case, "page": found, "allowed": allowed, "is_older": bool(before)}
    return TemplateResponse(request, "cases/threads/list.html", shown)


@guarded("open_thread", Case, CASE)
def open_thread(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """The page of an action leads here with that action chosen."""
    scope = scope_for(request)
    form = OpenThread(
        request.POST or None, items=can_be_about(case, scope), people=can_mention(case, scope),
        initial={"item": request.GET.get("item", "")},
    )  # fmt: skip
    if acted(request, form, actions.open_thread, _("Message sent"), case=case):
        return redirect("see-thread", form.outcome)
    return ask(request, "cases/threads/open.html", form, case=case)


@guarded("see_thread", Thread, THREAD)
def see_thread(request: Request, thread: Thread, allowed: frozenset[str]) -> HttpResponse:
    """What is new is marked once: opening the page is reading it."""
    scope, before = scope_for(request), request.GET.get("before", "")
    reading = read(thread, scope, before=before)
    if is_read(request):
        actions.keep_seen(thread=thread, by=scope, at=scope.at, number=reading.last)
    shown = {"thread": thread, "case": thread.case, "reading": reading, "allowed": allowed}
    return TemplateResponse(request, "cases/threads/see.html", shown | {"is_older": bool(before)})


@guarded("write_message", Thread, THREAD)
def write_message(request: Request, thread: Thread, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form = WriteMessage(request.POST or None, people=can_mention(thread.case, scope))
    if acted(request, form, actions.write_message, _("Message sent"), thread=thread):
        return redirect("see-thread", thread.pk)
    reading = last_of(thread, scope, BEFORE_WRITING)
    return ask(
        request, "cases/threads/write.html", form, thread=thread, case=thread.case,
        reading=reading,
    )  # fmt: skip
