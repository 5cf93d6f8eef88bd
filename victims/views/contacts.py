"""Contact with a victim: what has been said, what stands against more, and writing one down."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.guards import acted, guarded, is_read, scope_for
from people.visits import Request
from victims.actions import contacts as actions
from victims.actions.consents import keep_seen
from victims.contact_dates import days_since_reached
from victims.forms.contacts import DecideNotToContact, RecordContact
from victims.models import VictimRecord
from victims.permissions import RECORD
from victims.queries import contacts as queries
from victims.queries import liaison, records
from victims.queries.safety import safety


@guarded("see_contacts", VictimRecord, RECORD)
def see_contacts(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    scope, before = scope_for(request), request.GET.get("before", "")
    page = queries.page(record, scope, request.visit.capacities, before=before)
    known = None if before else [line.contact for line in page.lines]
    notes = liaison.received(record, scope, held=request.visit.capacities)
    if is_read(request):
        opened = [each.note for each in notes if each.note and each.text is not None]
        keep_seen(supports=[], notes=opened, by=scope)
    shown = {
        "record": record,
        "page": page,
        "is_older": bool(before),
        "told": queries.last_told(record, scope),
        "safety": safety(record, at=scope.at),
        "steps": queries.next_steps(record, scope, known=known),
        "silent_for": days_since_reached(record, at=scope.at),
        "notes": notes,
        "allowed": allowed,
        "may_open_case": records.may_open_case(record, scope),
    }
    return TemplateResponse(request, "victims/contacts/see.html", shown)


@guarded("record_contact", VictimRecord, RECORD)
def record_contact(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    """What stands against a contact comes first; below it is asked what came of one."""
    scope = scope_for(request)
    form = RecordContact(
        request.POST or None, version=record.version, initial={"contacted_at": scope.at},
        suspects=actions.suspects_of(record, by=scope),
        alike=partial(queries.alike, record, scope),
    )  # fmt: skip
    if acted(request, form, actions.record_contact, _("Contact recorded"), record=record):
        return redirect("see-contacts", record.pk)
    shown: dict[str, Any] = {
        "safety": safety(record, at=scope.at),
        "steps": queries.next_steps(record, scope),
    }
    shown |= {"logged": queries.logged(form.logged(), scope)}
    return ask(request, "victims/contacts/record.html", form, record=record, **shown)


@guarded("decide_not_to_contact", VictimRecord, RECORD)
def decide_not_to_contact(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = DecideNotToContact(request.POST or None)
    told = _("Decision recorded")
    if acted(request, form, actions.decide_not_to_contact, told, record=record):
        return redirect("see-contacts", record.pk)
    return ask(request, "victims/contacts/decline.html", form, record=record)
