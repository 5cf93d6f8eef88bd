"""Pages on the victims of a case and on each one's record."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.case_access.queries.who_reads import DAYS_SHOWN, named_of_own_side, unit_readers
from cases.models import Case
from cases.permissions import CASE
from cases.permissions.conflicts import for_conflict_watch
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_list, scope_for, submit_form
from victims.actions import records as actions
from victims.forms.records import NameVictimContactForm, RecordWishesForm
from victims.models import VictimRecord
from victims.permissions import RECORD, SITE
from victims.queries import records as queries
from victims.queries.named_contacts import possible_contacts_of_victim
from victims.queries.who_looked import looks_at_victim


@guarded("see_case_victims", Case, CASE)
def see_case_victims(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    records = queries.records_of_case(case, scope_for(request))
    may = queries.verbs_by_victim(case, scope_for(request))
    context = {"case": case, "records": records, "may": may}
    return TemplateResponse(request, "victims/records/of_case.html", context)


@guarded_list("see_victims", SITE, queries.VICTIMS_WORKLIST)
def see_victims(request: GuardedRequest, rows: Sequence[Any], following: str) -> HttpResponse:
    context = {
        "rows": [queries.victim_list_row(each) for each in rows],
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
    }
    return TemplateResponse(request, "victims/records/list.html", context)


@guarded("see_victim", VictimRecord, RECORD)
def see_victim(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    is_known, _version, is_destroyed = queries.identity_state_of_victim(record, scope)
    context = {
        "record": record,
        "facts": queries.wishes_facts(record),
        "is_known": is_known,
        "is_destroyed": is_destroyed,
        "history": queries.wishes_history(record, scope.side),
        "allowed": allowed,
        "may_open_case": queries.may_open_case(record, scope),
    }
    return TemplateResponse(request, "victims/records/see.html", context)


@guarded("see_victim_readers", VictimRecord, RECORD)
def see_victim_readers(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """Who of the reader's side can see a victim's record and why; to leaders, who has looked."""
    scope = scope_for(request)
    leads = for_conflict_watch(scope.standing_with(request.audit.capacities), record)
    context = {
        "record": record,
        "named": named_of_own_side(record.case, scope),
        "of_unit": unit_readers(record, scope),
        "is_shared": record.cps_unit_id is not None and not record.only_side,
        "looks": looks_at_victim(record, scope) if leads else None,
        "days": DAYS_SHOWN,
    }
    return TemplateResponse(request, "victims/records/readers.html", context)


@guarded("record_wishes", VictimRecord, RECORD)
def record_wishes(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    now = {name: getattr(record, name) for name in actions.WISH_FIELDS}
    form = RecordWishesForm(request.POST or None, version=record.version, of=record, initial=now)
    if submit_form(request, form, actions.record_wishes, _("Recorded"), record=record):
        return redirect("see-victim", record.pk)
    return render_form_with_draft(request, "victims/records/wishes.html", form, record=record)


@guarded("name_victim_contact", VictimRecord, RECORD)
def name_victim_contact(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    people = possible_contacts_of_victim(record, scope.side or "", at=scope.at)
    column = actions.CONTACT_FIELD_BY_SIDE[scope.side or ""]
    now = getattr(record, f"{column}_id")
    form = NameVictimContactForm(
        request.POST or None, version=record.version, of=record, initial={"person": now},
        people=people, column=column,
    )  # fmt: skip
    if submit_form(request, form, actions.name_victim_contact, _("Recorded"), record=record):
        return redirect("see-victim", record.pk)
    return render_form_with_draft(request, "victims/records/contact.html", form, record=record)
