"""The victims of a case, and what is known of how one is to be treated."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.models import Case
from cases.permissions import CASE
from cases.views.asking import ask
from people.guards import acted, guarded, guarded_list, scope_for
from people.visits import Request
from victims.actions import records as actions
from victims.forms.records import NameContact, Wishes
from victims.models import VictimRecord
from victims.permissions import RECORD, SITE
from victims.queries import records as queries
from victims.queries.callers import callers_of


@guarded("see_case_victims", Case, CASE)
def see_case_victims(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    records = queries.of_case(case, scope_for(request))
    shown = {"case": case, "records": records}
    return TemplateResponse(request, "victims/records/of_case.html", shown)


@guarded_list("see_victims", SITE, queries.ALL)
def see_victims(request: Request, rows: Sequence[Any], following: str) -> HttpResponse:
    shown = {
        "rows": [queries.row(each) for each in rows],
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
    }
    return TemplateResponse(request, "victims/records/list.html", shown)


@guarded("see_victim", VictimRecord, RECORD)
def see_victim(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    is_known, _version, is_destroyed = queries.has_identity(record, scope)
    shown = {
        "record": record,
        "facts": queries.facts(record),
        "is_known": is_known,
        "is_destroyed": is_destroyed,
        "history": queries.history(record),
        "allowed": allowed,
        "may_open_case": queries.may_open_case(record, scope),
    }
    return TemplateResponse(request, "victims/records/see.html", shown)


@guarded("record_wishes", VictimRecord, RECORD)
def record_wishes(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    now = {name: getattr(record, name) for name in actions.WISHES}
    form = Wishes(request.POST or None, version=record.version, of=record, initial=now)
    if acted(request, form, actions.record_wishes, _("Recorded"), record=record):
        return redirect("see-victim", record.pk)
    return ask(request, "victims/records/wishes.html", form, record=record)


@guarded("name_victim_contact", VictimRecord, RECORD)
def name_victim_contact(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    people = callers_of(record, scope.side or "", at=scope.at)
    now = getattr(record, actions.CONTACT_OF[scope.side or ""] + "_id")
    form = NameContact(
        request.POST or None, version=record.version, of=record, initial={"person": now},
        people=people,
    )  # fmt: skip
    if acted(request, form, actions.name_victim_contact, _("Recorded"), record=record):
        return redirect("see-victim", record.pk)
    return ask(request, "victims/records/contact.html", form, record=record)
