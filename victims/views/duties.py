"""What victims are to be told: of one victim, of a unit, and how each due time came about."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded, guarded_list, scope_for
from people.visits import Request
from victims.actions import duties as actions
from victims.actions import victim_events
from victims.actions.contacts import suspects_of
from victims.forms import duties as forms
from victims.models import Duty, VictimEvent, VictimRecord
from victims.permissions import DUTY, EVENT, RECORD, SITE
from victims.queries import duties as queries


@guarded_list("see_owed_duties", SITE, queries.OURS)
def see_owed_duties(request: Request, rows: Sequence[Any], following: str) -> HttpResponse:
    scope = scope_for(request)
    shown = {
        "rows": [queries.row(each, at=scope.at) for each in rows],
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
        "may_see_figures": "see_duty_figures" in SITE.open_to(scope),
    }
    return TemplateResponse(request, "victims/duties/list.html", shown)


@guarded("see_duties", VictimRecord, RECORD)
def see_duties(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    """What the victim is and was owed, with what was written down about the suspects by hand."""
    scope = scope_for(request)
    shown = {
        "record": record,
        "owed": queries.of_record(record, scope),
        "events": queries.events(record, scope),
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/duties/of_victim.html", shown)


@guarded("see_duty", Duty, DUTY)
def see_duty(request: Request, duty: Duty, allowed: frozenset[str]) -> HttpResponse:
    page = {"told": queries.explained(duty, scope_for(request))}
    return TemplateResponse(request, "victims/duties/see.html", page)


@guarded("record_victim_event", VictimRecord, RECORD)
def record_victim_event(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    suspects = suspects_of(record, by=scope)
    form = forms.RecordEvent(request.POST or None, side=scope.side or "", suspects=suspects)
    if acted(request, form, victim_events.record_victim_event, _("Recorded"), record=record):
        return redirect("see-duties", record.pk)
    return ask(request, "victims/duties/record_event.html", form, record=record)


@guarded("withdraw_victim_event", VictimEvent, EVENT)
def withdraw_victim_event(
    request: Request, event: VictimEvent, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WithdrawEvent(request.POST or None)
    told = _("Withdrawn. The victim is no longer owed this news.")
    if acted(request, form, victim_events.withdraw_victim_event, told, event=event):
        return redirect("see-duties", event.record_id)
    return ask(request, "victims/duties/withdraw_event.html", form, event=event)


@guarded("end_duties", VictimRecord, RECORD)
def end_duties(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    choices = queries.ended_by_choice(record, scope_for(request))
    form = forms.EndDuties(request.POST or None, duties=choices)
    if acted(request, form, actions.end_duties, _("Recorded"), record=record):
        return redirect("see-duties", record.pk)
    return ask(request, "victims/duties/end.html", form, record=record)
