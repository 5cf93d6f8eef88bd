"""Pages on duties to victims: of one victim, of a unit, and how a due time was counted."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_list, scope_for, submit_form
from victims.actions import code_breaches, victim_events
from victims.actions import duties as actions
from victims.actions.contacts import suspects_victim_can_be_told_of
from victims.actions.letter_facts import changes_of_duty
from victims.forms import duties as forms
from victims.models import Duty, VictimEvent, VictimRecord
from victims.permissions import DUTY, EVENT, RECORD, SITE
from victims.queries import duties as queries
from victims.queries.police_outcomes import outcomes_of_duty


@guarded_list("see_owed_duties", SITE, queries.OWED_DUTIES_WORKLIST)
def see_owed_duties(request: GuardedRequest, rows: Sequence[Any], following: str) -> HttpResponse:
    scope = scope_for(request)
    context = {
        "rows": [queries.owed_duty_row(each, at=scope.at) for each in rows],
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
        "may_see_figures": "see_duty_figures" in SITE.allowed_verbs(scope),
    }
    return TemplateResponse(request, "victims/duties/list.html", context)


@guarded("see_duties", VictimRecord, RECORD)
def see_duties(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """All duties to a victim, with the recorded events about the suspects."""
    scope = scope_for(request)
    context = {
        "record": record,
        "owed": queries.duties_of_victim(record, scope),
        "events": queries.events_of_victim(record, scope),
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/duties/of_victim.html", context)


@guarded("see_duty", Duty, DUTY)
def see_duty(request: GuardedRequest, duty: Duty, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    page = {
        "told": queries.explain_duty(duty, scope),
        "breaches": queries.breaches_of_duty(duty, scope),
        # nosemgrep: write-behind-a-read-verb - only reads
        "changes": changes_of_duty(duty),
        "outcomes": outcomes_of_duty(duty, scope),
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/duties/see.html", page)


@guarded("record_code_breach", Duty, DUTY)
def record_code_breach(
    request: GuardedRequest, duty: Duty, allowed: frozenset[str]
) -> HttpResponse:
    """Say why the victim was not told in time."""
    form = forms.RecordCodeBreachForm(request.POST or None)
    if submit_form(request, form, code_breaches.record_code_breach, _("Recorded"), duty=duty):
        return redirect("see-duty", duty.pk)
    told = queries.explain_duty(duty, scope_for(request))
    return render_form_with_draft(request, "victims/duties/record_breach.html", form, told=told)


@guarded("record_victim_event", VictimRecord, RECORD)
def record_victim_event(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    suspects = suspects_victim_can_be_told_of(record, by=scope)
    form = forms.RecordVictimEventForm(
        request.POST or None, side=scope.side or "", suspects=suspects
    )
    if submit_form(request, form, victim_events.record_victim_event, _("Recorded"), record=record):
        return redirect("see-duties", record.pk)
    return render_form_with_draft(request, "victims/duties/record_event.html", form, record=record)


@guarded("withdraw_victim_event", VictimEvent, EVENT)
def withdraw_victim_event(
    request: GuardedRequest, event: VictimEvent, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WithdrawVictimEventForm(request.POST or None)
    message = _("Withdrawn. The victim is no longer owed this news.")
    if submit_form(request, form, victim_events.withdraw_victim_event, message, event=event):
        return redirect("see-duties", event.record_id)
    return render_form_with_draft(request, "victims/duties/withdraw_event.html", form, event=event)


@guarded("end_duties", VictimRecord, RECORD)
def end_duties(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    choices = queries.duties_side_may_end(record, scope_for(request))
    form = forms.EndDutiesForm(request.POST or None, duties=choices)
    if submit_form(request, form, actions.end_duties, _("Recorded"), record=record):
        return redirect("see-duties", record.pk)
    return render_form_with_draft(request, "victims/duties/end.html", form, record=record)
