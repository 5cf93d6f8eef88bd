"""Messages between the two sides about a case or an action item."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.correspondence.actions import message_threads as actions
from cases.correspondence.forms.message_threads import OpenThreadForm, WriteMessageForm
from cases.correspondence.queries.message_threads import (
    last_messages_of,
    people_to_mention,
    thread_detail,
    thread_subjects,
    threads_page,
)
from cases.models import Case, Thread
from cases.permissions import CASE, THREAD
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, is_response_read, scope_for, submit_form

MESSAGES_ABOVE_FORM = 3  # messages shown above the form for the next


@guarded("see_threads", Case, CASE)
def see_threads(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    before = request.GET.get("before", "")
    found = threads_page(case, scope_for(request), before=before)
    context = {"case": case, "page": found, "allowed": allowed, "is_older": bool(before)}
    return TemplateResponse(request, "cases/message_threads/list.html", context)


@guarded("open_thread", Case, CASE)
def open_thread(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Open a thread; a link from an action item's page preselects that item."""
    scope = scope_for(request)
    form = OpenThreadForm(
        request.POST or None, items=thread_subjects(case, scope),
        people=people_to_mention(case, scope),
        initial={"item": request.GET.get("item", "")},
    )  # fmt: skip
    if submit_form(request, form, actions.open_thread, _("Message sent"), case=case):
        return redirect("see-thread", form.result_id)
    return render_form_with_draft(request, "cases/message_threads/open.html", form, case=case)


@guarded("see_thread", Thread, THREAD)
def see_thread(request: GuardedRequest, thread: Thread, allowed: frozenset[str]) -> HttpResponse:
    """A thread; opening the page marks its messages as read."""
    scope, before = scope_for(request), request.GET.get("before", "")
    reading = thread_detail(thread, scope, before=before)
    if is_response_read(request):
        # nosemgrep: write-behind-a-read-verb - marks what was read
        actions.record_messages_read(thread=thread, by=scope, at=scope.at, number=reading.last)
    context = {"thread": thread, "case": thread.case, "reading": reading, "allowed": allowed}
    return TemplateResponse(
        request, "cases/message_threads/see.html", context | {"is_older": bool(before)}
    )


@guarded("write_message", Thread, THREAD)
def write_message(request: GuardedRequest, thread: Thread, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    form = WriteMessageForm(request.POST or None, people=people_to_mention(thread.case, scope))
    if submit_form(request, form, actions.write_message, _("Message sent"), thread=thread):
        return redirect("see-thread", thread.pk)
    reading = last_messages_of(thread, scope, MESSAGES_ABOVE_FORM)
    return render_form_with_draft(
        request, "cases/message_threads/write.html", form, thread=thread, case=thread.case,
        reading=reading,
    )  # fmt: skip
