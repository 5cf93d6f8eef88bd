"""Meetings with a victim: offered, answered, arranged, held or cancelled, and put in a calendar."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people import links
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request
from victims import calendar_file
from victims.actions import meetings as actions
from victims.actions.meetings_agreed import finish_agreed as finish
from victims.forms import meetings as forms
from victims.models import Agreed, Meeting, VictimRecord
from victims.permissions import AGREED, MEETING, RECORD
from victims.queries import meetings as queries
from victims.queries.meetings_agreed import may_see_to_it, what_of
from victims.queries.safety import safety


@guarded("see_meetings", VictimRecord, RECORD)
def see_meetings(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.of_record(record, scope)
    shown = {"record": record, "meetings": rows, "allowed": allowed}
    shown["to_do"] = queries.to_do(rows, record, scope, request.visit.capacities)
    shown |= {"safety": safety(record, at=scope.at)}
    return TemplateResponse(request, "victims/meetings/list.html", shown)


@guarded("offer_meeting", VictimRecord, RECORD)
def offer_meeting(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    form = forms.OfferMeeting(request.POST or None)
    if acted(request, form, actions.offer_meeting, _("Offer recorded"), record=record):
        return redirect("see-meeting", form.outcome)
    shown: dict[str, Any] = {"record": record, "safety": safety(record, at=scope_for(request).at)}
    return ask(request, "victims/meetings/offer.html", form, **shown)


@guarded("see_meeting", Meeting, MEETING)
def see_meeting(request: Request, meeting: Meeting, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    shown = {"meeting": meeting, "record": meeting.record, "allowed": allowed}
    shown["page"] = queries.page(meeting, scope, request.visit.capacities)
    shown["safety"] = safety(meeting.record, at=scope.at)
    return TemplateResponse(request, "victims/meetings/see.html", shown)


@guarded("record_meeting_response", Meeting, MEETING)
def record_meeting_response(
    request: Request, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.MeetingResponse(request.POST or None)
    action = actions.record_meeting_response
    return _asked(request, meeting, form, action, _("Answer recorded"))


@guarded("arrange_meeting", Meeting, MEETING)
def arrange_meeting(request: Request, meeting: Meeting, allowed: frozenset[str]) -> HttpResponse:
    now: dict[str, Any] = {"mode": meeting.mode, "meets_at": meeting.meets_at}
    now |= {"planned_minutes": meeting.planned_minutes} | queries.words_or_none(meeting)
    form = forms.ArrangeMeeting(
        request.POST or None, version=meeting.version, of=meeting, initial=now
    )
    return _asked(request, meeting, form, actions.arrange_meeting, _("Meeting arranged"))


@guarded("record_meeting", Meeting, MEETING)
def record_meeting(request: Request, meeting: Meeting, allowed: frozenset[str]) -> HttpResponse:
    """Rows of what was agreed are added and removed one by one before it is sent."""
    people = may_see_to_it(meeting.record, at=scope_for(request).at)
    rows = forms.ToDos(request.POST or None, prefix="actions", form_kwargs={"people": people})
    form = forms.RecordMeeting(request.POST or None, rows=rows)
    if {"add", "remove", "keep"} & request.POST.keys():
        typed, rows = form.answers(), rows.reshaped(request.POST)
        form = forms.RecordMeeting(rows=rows, initial=typed)
    shown = {"rows": rows, "most": forms.MOST_TO_DO, "added": "add" in request.POST}
    action, told = actions.record_meeting, _("Meeting recorded")
    return _asked(request, meeting, form, action, told, **shown)


@guarded("finish_agreed", Agreed, AGREED)
def finish_agreed(request: Request, agreed: Agreed, allowed: frozenset[str]) -> HttpResponse:
    form = forms.FinishAgreed(request.POST or None)
    meeting = agreed.meeting
    if acted(request, form, finish, _("Recorded as done"), agreed=agreed):
        return redirect("see-meeting", meeting.pk)
    shown: dict[str, Any] = {"agreed": agreed, "meeting": meeting, "record": agreed.record}
    shown["what"] = what_of(agreed)
    return ask(request, "victims/meetings/finish_agreed.html", form, **shown)


@guarded("cancel_meeting", Meeting, MEETING)
def cancel_meeting(request: Request, meeting: Meeting, allowed: frozenset[str]) -> HttpResponse:
    form = forms.CancelMeeting(request.POST or None)
    return _asked(request, meeting, form, actions.cancel_meeting, _("Meeting cancelled"))


@guarded("download_meeting_calendar", Meeting, MEETING)
def download_meeting_calendar(
    request: Request, meeting: Meeting, allowed: frozenset[str]
) -> HttpResponse:
    """The file and its name carry a reference and nothing else; a form has nothing to send here."""
    if "download_meeting_calendar" not in allowed:
        text = _("No meeting is arranged now.")
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    address = links.absolute(reverse("see-meeting", args=[meeting.pk]), request)
    content = calendar_file.of_meeting(meeting, address=address, at=scope_for(request).at)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{meeting.reference}.ics"'
    response["Cache-Control"] = "no-store, private"
    return response


def _asked(
    request: Request,
    meeting: Meeting,
    form: Form,
    action: Callable[..., object],
    told: str | Promise,
    **shown: Any,
) -> HttpResponse:
    """The page of one verb about a meeting, and after it the meeting."""
    if acted(request, form, action, told, meeting=meeting):
        return redirect("see-meeting", meeting.pk)
    template = f"victims/meetings/{action.__name__}.html"
    panel = safety(meeting.record, at=scope_for(request).at)
    shown |= {"meeting": meeting, "record": meeting.record, "safety": panel}
    return ask(request, template, form, **shown)
