"""Pages on meetings with a victim: offer, answer, arrange, hold, cancel, calendar file."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web import absolute_urls
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from victims import calendar_file
from victims.actions import meetings as actions
from victims.actions.agreed_actions import finish_agreed as finish
from victims.forms import meetings as forms
from victims.models import Agreed, Meeting, VictimRecord
from victims.permissions import AGREED, MEETING, RECORD
from victims.queries import meetings as queries
from victims.queries.agreed_actions import agreed_action_text_or_empty, possible_action_owners
from victims.queries.contact_safety import contact_safety


@guarded("see_meetings", VictimRecord, RECORD)
def see_meetings(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.meetings_of_victim(record, scope)
    context = {"record": record, "meetings": rows, "allowed": allowed}
    context["to_do"] = queries.open_agreed_actions(rows, record, scope, request.audit.capacities)
    context |= {"safety": contact_safety(record, at=scope.at)}
    return TemplateResponse(request, "victims/meetings/list.html", context)


@guarded("offer_meeting", VictimRecord, RECORD)
def offer_meeting(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    asked = {name: request.GET[name] for name in ("purpose",) if name in request.GET}
    form = forms.OfferMeetingForm(request.POST or None, initial=asked)
    if submit_form(request, form, actions.offer_meeting, _("Offer recorded"), record=record):
        return redirect("see-meeting", form.result_id)
    context: dict[str, Any] = {
        "record": record,
        "safety": contact_safety(record, at=scope_for(request).at),
    }
    return render_form_with_draft(request, "victims/meetings/offer.html", form, **context)


@guarded("see_meeting", Meeting, MEETING)
def see_meeting(request: GuardedRequest, meeting: Meeting, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    context = {"meeting": meeting, "record": meeting.record, "allowed": allowed}
    context["page"] = queries.meeting_page(meeting, scope, request.audit.capacities)
    context["safety"] = contact_safety(meeting.record, at=scope.at)
    return TemplateResponse(request, "victims/meetings/see.html", context)


@guarded("record_meeting_response", Meeting, MEETING)
def record_meeting_response(
    request: GuardedRequest, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.RecordMeetingResponseForm(request.POST or None)
    action = actions.record_meeting_response
    return _meeting_form_page(request, meeting, form, action, _("Answer recorded"))


@guarded("arrange_meeting", Meeting, MEETING)
def arrange_meeting(
    request: GuardedRequest, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    now: dict[str, Any] = {"mode": meeting.mode, "meets_at": meeting.meets_at}
    now |= {"planned_minutes": meeting.planned_minutes} | queries.meeting_words_or_empty(meeting)
    form = forms.ArrangeMeetingForm(
        request.POST or None, version=meeting.version, of=meeting, initial=now
    )
    return _meeting_form_page(
        request, meeting, form, actions.arrange_meeting, _("Meeting arranged")
    )


@guarded("record_meeting", Meeting, MEETING)
def record_meeting(
    request: GuardedRequest, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    """Rows of agreed actions are added and removed one by one before the form is sent."""
    people = possible_action_owners(meeting.record, at=scope_for(request).at)
    rows = forms.AgreedActionFormSet(
        request.POST or None, prefix="actions", form_kwargs={"people": people}
    )
    form = forms.RecordMeetingForm(request.POST or None, rows=rows)
    if {"add", "remove", "keep"} & request.POST.keys():
        typed, rows = form.answers(), rows.reshaped(request.POST)
        form = forms.RecordMeetingForm(rows=rows, initial=typed)
    context = {"rows": rows, "most": forms.MAX_AGREED_ACTIONS, "added": "add" in request.POST}
    action, told = actions.record_meeting, _("Meeting recorded")
    return _meeting_form_page(request, meeting, form, action, told, **context)


@guarded("finish_agreed", Agreed, AGREED)
def finish_agreed(request: GuardedRequest, agreed: Agreed, allowed: frozenset[str]) -> HttpResponse:
    form = forms.FinishAgreedForm(request.POST or None)
    meeting = agreed.meeting
    if submit_form(request, form, finish, _("Recorded as done"), agreed=agreed):
        return redirect("see-meeting", meeting.pk)
    context: dict[str, Any] = {"agreed": agreed, "meeting": meeting, "record": agreed.record}
    context["what"] = agreed_action_text_or_empty(agreed)
    return render_form_with_draft(request, "victims/meetings/finish_agreed.html", form, **context)


@guarded("cancel_meeting", Meeting, MEETING)
def cancel_meeting(
    request: GuardedRequest, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.CancelMeetingForm(request.POST or None)
    return _meeting_form_page(
        request, meeting, form, actions.cancel_meeting, _("Meeting cancelled")
    )


@guarded("download_meeting_calendar", Meeting, MEETING)
def download_meeting_calendar(
    request: GuardedRequest, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    """File and file name contain the reference only; the form has no fields."""
    if "download_meeting_calendar" not in allowed:
        text = _("No meeting is arranged now.")
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    address = absolute_urls.absolute_url(reverse("see-meeting", args=[meeting.pk]), request)
    content = calendar_file.meeting_calendar_file(
        meeting, address=address, at=scope_for(request).at
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{meeting.reference}.ics"'
    response["Cache-Control"] = "no-store, private"
    return response


def _meeting_form_page(
    request: GuardedRequest,
    meeting: Meeting,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
    **shown: Any,
) -> HttpResponse:
    """The page of one verb on a meeting; redirects to the meeting."""
    if submit_form(request, form, action, message, meeting=meeting):
        return redirect("see-meeting", meeting.pk)
    template = f"victims/meetings/{action.__name__}.html"
    panel = contact_safety(meeting.record, at=scope_for(request).at)
    shown |= {"meeting": meeting, "record": meeting.record, "safety": panel}
    return render_form_with_draft(request, template, form, **shown)
