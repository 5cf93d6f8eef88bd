"""Pages on contacts with a victim: the list, the contact barriers, and recording one."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, is_response_read, scope_for, submit_form
from victims.actions import contacts as actions
from victims.actions.shown_facts import record_support_shown
from victims.contact_dates import days_since_reached
from victims.forms.contacts import DecideNotToContactForm, RecordContactForm
from victims.models import Channel, ContactDirection, NewsTold, VictimRecord, Way
from victims.permissions import RECORD
from victims.queries import contacts as queries
from victims.queries import liaison_notes, records
from victims.queries.contact_safety import contact_safety
from victims.queries.duties import news_owed_now


@guarded("see_contacts", VictimRecord, RECORD)
def see_contacts(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope, before = scope_for(request), request.GET.get("before", "")
    page = queries.contacts_page(record, scope, request.audit.capacities, before=before)
    known = None if before else [line.contact for line in page.lines]
    notes = liaison_notes.notes_received_by_roles(
        record, scope, capacities=request.audit.capacities
    )
    if is_response_read(request):
        opened = [each.note for each in notes if each.note and each.text is not None]
        # nosemgrep: write-behind-a-read-verb - records what was shown
        record_support_shown(supports=[], notes=opened, by=scope)
    context = {
        "record": record,
        "page": page,
        "is_older": bool(before),
        "told": queries.last_news_told(record, scope),
        "safety": contact_safety(record, at=scope.at),
        "steps": queries.next_contact_steps(record, scope, contacts=known),
        "silent_for": days_since_reached(record, at=scope.at),
        "notes": notes,
        "allowed": allowed,
        "may_open_case": records.may_open_case(record, scope),
    }
    return TemplateResponse(request, "victims/contacts/see.html", context)


@guarded("record_contact", VictimRecord, RECORD)
def record_contact(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """Shows the contact barriers first, and below them the form."""
    scope = scope_for(request)
    form = RecordContactForm(
        request.POST or None, version=record.version, initial=_as_they_prefer(record, scope.at),
        suspects=actions.suspects_victim_can_be_told_of(record, by=scope),
        alike=partial(queries.similar_contact_of_colleague, record, scope),
    )  # fmt: skip
    if submit_form(request, form, actions.record_contact, _("Contact recorded"), record=record):
        return redirect("see-contacts", record.pk)
    owed_now = news_owed_now(record, scope)
    context: dict[str, Any] = {
        "safety": contact_safety(record, at=scope.at),
        "steps": queries.next_contact_steps(record, scope),
        "owed_now": owed_now,
        "told_else": [value for value in NewsTold.values if value not in owed_now],
    }
    context |= {"logged": queries.logged_contact_facts(form.logged_by_colleague(), scope)}
    return render_form_with_draft(
        request, "victims/contacts/record.html", form, record=record, **context
    )


def _as_they_prefer(record: VictimRecord, at: datetime) -> dict[str, Any]:
    """What the form begins with: now, by us, and by phone where the victim prefers it."""
    channel = Way.PHONE if record.channel == Channel.PHONE else ""
    return {"contacted_at": at, "direction": ContactDirection.OUT, "channel": channel}


@guarded("decide_not_to_contact", VictimRecord, RECORD)
def decide_not_to_contact(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = DecideNotToContactForm(request.POST or None)
    message = _("Decision recorded")
    if submit_form(request, form, actions.decide_not_to_contact, message, record=record):
        return redirect("see-contacts", record.pk)
    return render_form_with_draft(request, "victims/contacts/decline.html", form, record=record)
